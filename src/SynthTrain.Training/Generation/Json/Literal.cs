using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SynthTrain.Training.Generation.Json;

/// <summary>Values as JSON without spaces and without escapes that are not needed.</summary>
internal static class Literal
{
    private static readonly JsonSerializerOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Bytes(JsonElement value) => value.ValueKind == JsonValueKind.Number ? Encoding.UTF8.GetBytes(value.GetRawText()) : JsonSerializer.SerializeToUtf8Bytes(value, s_options);

    public static byte[] Bytes(string value) => JsonSerializer.SerializeToUtf8Bytes(value, s_options);

    /// <summary>Objects and lists inside one another.</summary>
    public static int Levels(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => 1 + value.EnumerateArray().Select(Levels).DefaultIfEmpty(0).Max(),
        JsonValueKind.Object => 1 + value.EnumerateObject().Select(member => Levels(member.Value)).DefaultIfEmpty(0).Max(),
        _ => 0,
    };

    /// <summary>Whether a value is of a type, as JSON Schema names it.</summary>
    public static bool Fits(JsonElement value, string type) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.Null => type == "null",
        JsonValueKind.String => type == "string",
        JsonValueKind.Array => type == "array",
        JsonValueKind.Object => type == "object",
        _ => type == "number" || (type == "integer" && value.TryGetDecimal(out var number) && number == Math.Truncate(number)),
    };
}
