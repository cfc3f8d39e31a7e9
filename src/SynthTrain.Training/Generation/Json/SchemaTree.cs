using System.Globalization;
using System.Text.Json;
using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Training.Generation.Json;

/// <summary>A schema's JSON with references followed, and the error for what cannot be enforced.</summary>
/// <param name="root">The whole schema.</param>
/// <param name="name">What messages call it.</param>
internal sealed class SchemaTree(JsonElement root, string name)
{
    private static readonly HashSet<string> s_silent =
    [
        "$schema", "$id", "$anchor", "$defs", "title", "description", "default", "examples", "$comment", "deprecated", "readOnly", "writeOnly", "format", "contentEncoding", "contentMediaType", "contentSchema",
    ];

    public SchemaPlace Root => new(root, "");

    /// <summary>Keywords that restrict anything.</summary>
    public static IEnumerable<string> Keywords(JsonElement schema) => schema.ValueKind == JsonValueKind.Object ? schema.EnumerateObject().Select(member => member.Name).Where(keyword => !s_silent.Contains(keyword)) : [];

    /// <summary>The error for a place that cannot be enforced.</summary>
    public SynthException Refuse(string pointer, string what) => new(
        Codes.UnsupportedConstraint, $"Answers cannot be constrained to the schema: '{(pointer.Length == 0 ? "#" : pointer)}' {what}. Write the schema without it, or leave answers unconstrained and check them afterwards.", name);

    /// <summary>Where a place leads when it is nothing but a reference.</summary>
    public SchemaPlace Follow(SchemaPlace place)
    {
        for (var steps = 0; place.Schema.ValueKind == JsonValueKind.Object && place.Schema.TryGetProperty("$ref", out var target); steps++)
        {
            if (Keywords(place.Schema).Skip(1).Any())
                throw Refuse(place.Pointer, "has other keywords beside '$ref'");
            if (steps > 100)
                throw Refuse(place.Pointer, "refers to itself");
            place = Find(target.GetString()!, place.Pointer);
        }

        return place;
    }

    private SchemaPlace Find(string reference, string from)
    {
        if (reference is "#")
            return Root;
        if (!reference.StartsWith("#/", StringComparison.Ordinal))
            return Anchored(root, "", reference.TrimStart('#')) ?? throw Refuse($"{from}/$ref", $"refers to '{reference}'; references that start with '#/', '#' and anchors are followed");
        var at = root;
        foreach (var part in Uri.UnescapeDataString(reference)[2..].Split('/'))
        {
            var key = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(key, out var member))
                at = member;
            else if (at.ValueKind == JsonValueKind.Array && int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < at.GetArrayLength())
                at = at[index];
            else
                throw Refuse($"{from}/$ref", $"refers to '{reference}', which is not there");
        }

        return new(at, Uri.UnescapeDataString(reference)[1..]);
    }

    private static SchemaPlace? Anchored(JsonElement at, string pointer, string anchor)
    {
        if (at.ValueKind == JsonValueKind.Object)
        {
            if (at.TryGetProperty("$anchor", out var named) && named.ValueKind == JsonValueKind.String && named.GetString() == anchor)
                return new(at, pointer);
            return at.EnumerateObject().Where(member => member.Name is not ("enum" or "const" or "default" or "examples")).Select(member => Anchored(member.Value, $"{pointer}/{member.Name}", anchor)).FirstOrDefault(place => place is not null);
        }

        return at.ValueKind == JsonValueKind.Array ? at.EnumerateArray().Select((item, i) => Anchored(item, $"{pointer}/{i}", anchor)).FirstOrDefault(place => place is not null) : null;
    }
}
