using System.Globalization;
using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary>Gives the rules the values of their keywords, checked.</summary>
internal sealed class SchemaReader(SchemaSource source, SchemaIndex index, SchemaReferences references, SchemaSite site)
{
    /// <summary>Gets the value of a schema that is true or false, otherwise null.</summary>
    public bool? Boolean => site.Element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    public JsonElement? Value(string keyword) => JsonText.Find(site.Element, keyword);

    public bool Flag(string keyword) => Value(keyword)?.ValueKind == JsonValueKind.True;

    public string? Text(string keyword) => Value(keyword) is { } value ? JsonText.ToText(value) : null;

    /// <summary>A count: an integer from 0, which may be written 2.0.</summary>
    public int? Count(string keyword)
    {
        if (Value(keyword) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Number || JsonNumber.Of(value) is { IsInteger: false } or { Negative: true })
            throw Fault(keyword, $"{keyword} is {ErrorText.Value(value)}; give an integer that is 0 or more");
        return value.TryGetDouble(out double count) && count < int.MaxValue ? (int)count : int.MaxValue;
    }

    public NumberLimit? Number(string keyword)
    {
        if (Value(keyword) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Number)
            throw Fault(keyword, $"{keyword} is {ErrorText.Value(value)}; give a number");
        return new NumberLimit(keyword, value);
    }

    public SchemaNode? Schema(string keyword) => index.FindNode(At(keyword));

    public SchemaNode[] SchemaList(string keyword) => Value(keyword) is not { } list
        ? []
        : [.. Enumerable.Range(0, list.GetArrayLength()).Select(i => index.NodeAt(At(keyword, i.ToString(CultureInfo.InvariantCulture))))];

    public KeyValuePair<string, SchemaNode>[] SchemaMap(string keyword) => Value(keyword) is not { } map
        ? []
        : [.. map.EnumerateObject().Select(JsonText.NameOf).Select(name => KeyValuePair.Create(name, index.NodeAt(At(keyword, name))))];

    public SchemaNode? Reference() => Text("$ref") is { } reference ? references.Resolve(site, reference) : null;

    /// <summary>An array of different strings, as in <c>required</c>.</summary>
    public string[] Names(string keyword, JsonElement value, params ReadOnlySpan<string> path)
    {
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(name => name.ValueKind != JsonValueKind.String))
            throw source.AtValue(At([keyword, .. path]), $"{keyword} has {ErrorText.Constant(value)}; give an array of strings");
        string[] names = [.. value.EnumerateArray().Select(JsonText.ToText)];
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw source.AtValue(At([keyword, .. path]), $"{keyword} names {ErrorText.Quote(twice.Key)} twice; remove one");
        return names;
    }

    public JsonPattern Pattern(string keyword, string pattern, params ReadOnlySpan<string> path)
    {
        try
        {
            return new JsonPattern(keyword, pattern);
        }
        catch (EcmaPatternException exception)
        {
            string at = At([keyword, .. path]);
            string fault = $"pattern {ErrorText.Quote(pattern)} {exception.Message}";
            throw path.Length == 0 ? source.AtValue(at, fault, exception) : source.AtKey(at, fault);
        }
    }

    public JsonSchemaException Fault(string keyword, string fault) => source.AtValue(At(keyword), fault);

    private string At(params ReadOnlySpan<string> path)
    {
        string pointer = site.Pointer;
        foreach (string segment in path)
            pointer = JsonPointer.Append(pointer, segment);
        return pointer;
    }
}
