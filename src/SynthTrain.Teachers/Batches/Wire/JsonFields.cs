using System.Globalization;
using System.Text.Json;

namespace SynthTrain.Teachers.Batches.Wire;

/// <summary>Reads members that may be absent.</summary>
internal static class JsonFields
{
    /// <summary>A member; null when it is absent or null.</summary>
    public static JsonElement? Get(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return null;
        }

        return element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : element;
    }

    /// <summary>A text; null when it is none.</summary>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Get(path) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>A whole number, also when it is written as a text; null when it is none.</summary>
    public static int? Number(this JsonElement element, params ReadOnlySpan<string> path) => element.Get(path) switch
    {
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) => number,
        { ValueKind: JsonValueKind.String } value when int.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    /// <summary>A time; null when it is none.</summary>
    public static DateTimeOffset? Time(this JsonElement element, params ReadOnlySpan<string> path) =>
        DateTimeOffset.TryParse(element.Text(path), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary>The elements of an array; none when it is none.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Get(path) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    /// <summary>A line as JSON; null when it is no object.</summary>
    public static JsonElement? Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The element's own bytes.</summary>
    public static byte[] Utf8(this JsonElement element) => JsonSerializer.SerializeToUtf8Bytes(element, FieldsJson.Default.JsonElement);
}
