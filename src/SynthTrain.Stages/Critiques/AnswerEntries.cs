using System.Globalization;
using System.Text.Json;
using SynthTrain.Stages.Answers;

namespace SynthTrain.Stages.Critiques;

/// <summary>Reads the entries of a payload of any shape: every object in it that has an id.</summary>
internal static class AnswerEntries
{
    // What an entry says stands in the first of these that it has.
    private static readonly string[] s_texts = ["activity", "item", "question", "advice", "action", "text", "title"];

    /// <summary>The entries, in document order; empty when there is no payload.</summary>
    public static IReadOnlyList<AnswerEntry> Of(JsonElement answer)
    {
        var found = new List<AnswerEntry>();
        if (answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("payload", out var payload))
            Collect(payload, "/payload", found);
        return found;
    }

    /// <summary>The elements of a list below an object, with their pointers; empty when it is none.</summary>
    public static IEnumerable<(string Pointer, JsonElement Value)> Elements(JsonElement parent, string field, string pointer)
    {
        if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(field, out var list) || list.ValueKind != JsonValueKind.Array)
            yield break;
        var index = 0;
        foreach (var element in list.EnumerateArray())
            yield return (string.Create(CultureInfo.InvariantCulture, $"{pointer}/{field}/{index++}"), element);
    }

    private static void Collect(JsonElement value, string pointer, List<AnswerEntry> found)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var element in value.EnumerateArray())
                Collect(element, string.Create(CultureInfo.InvariantCulture, $"{pointer}/{index++}"), found);
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            if (value.TryGetProperty("id", out _))
                found.Add(new AnswerEntry(pointer, RowText.Get(value, "id"), Text(value), RowText.Get(value, "certainty") == "may_change"));
            foreach (var property in value.EnumerateObject())
                Collect(property.Value, $"{pointer}/{property.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}", found);
        }
    }

    private static string Text(JsonElement entry) =>
        s_texts.Select(field => RowText.Get(entry, field)).FirstOrDefault(text => text.Length > 0) ?? "";
}
