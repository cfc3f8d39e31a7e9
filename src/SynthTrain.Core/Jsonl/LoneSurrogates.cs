using System.Text.Json;

namespace SynthTrain.Core.Jsonl;

/// <summary>Finds escapes such as <c>\ud83d</c> without their other half: JSON's grammar allows them, but they are no text, and models do write them.</summary>
public static class LoneSurrogates
{
    /// <summary>Whether a JSON value holds one. Without an escape of a surrogate in its text the value is not looked at.</summary>
    public static bool In(JsonElement value, ReadOnlySpan<byte> utf8) =>
        (utf8.IndexOf("\\ud"u8) >= 0 || utf8.IndexOf("\\uD"u8) >= 0) && In(value);

    /// <summary>As above, for a value that was read from a text.</summary>
    public static bool In(JsonElement value, string text) => text.Contains("\\ud", StringComparison.OrdinalIgnoreCase) && In(value);

    private static bool In(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(property => !IsText(() => property.Name) || In(property.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(In),
        JsonValueKind.String => !IsText(value.GetString),
        _ => false,
    };

    private static bool IsText(Func<string?> read)
    {
        try
        {
            return read() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
