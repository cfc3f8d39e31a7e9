using System.Text.Json;

namespace SynthTrain.Training.Data;

/// <summary>What a value is, in words.</summary>
internal static class JsonKind
{
    /// <summary>Such as <c>a list</c>.</summary>
    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined => "missing",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Object => "an object",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    /// <summary>The same of what should have been a text: a text is an empty one.</summary>
    public static string OfText(JsonElement value) => value.ValueKind == JsonValueKind.String ? "an empty text" : Of(value);
}
