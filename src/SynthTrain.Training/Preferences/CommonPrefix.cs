using System.Text.Json;

namespace SynthTrain.Training.Preferences;

/// <summary>Takes out of two answers what both begin with: the prompt of a row that names none [TRL data_utils.py, extract_prompt].</summary>
internal static class CommonPrefix
{
    /// <summary>Splits texts or lists of messages. Something of the shorter answer always remains, and a space before the difference belongs to the answers.</summary>
    public static PreferenceRow Split(JsonElement chosen, JsonElement rejected)
    {
        if (chosen.ValueKind == JsonValueKind.Array)
            return Split([.. chosen.EnumerateArray()], [.. rejected.EnumerateArray()]);
        var (better, worse) = (chosen.GetString()!, rejected.GetString()!);
        var limit = Math.Min(better.Length, worse.Length);
        var at = better.AsSpan().CommonPrefixLength(worse);
        if (at == limit)
            at = limit - 1;
        else if (at > 0 && better[at - 1] == ' ')
            at--;
        // Half a character is no text.
        if (at > 0 && char.IsHighSurrogate(better[at - 1]))
            at--;
        return new(Text(better[..at]), Text(better[at..]), Text(worse[at..]), "", 0);
    }

    private static PreferenceRow Split(List<JsonElement> better, List<JsonElement> worse)
    {
        var limit = Math.Min(better.Count, worse.Count);
        var at = 0;
        while (at < limit && JsonElement.DeepEquals(better[at], worse[at]))
            at++;
        if (at == limit)
            at = limit - 1;
        return new(List(better[..at]), List(better[at..]), List(worse[at..]), "", 0);
    }

    private static JsonElement Text(string text) => JsonElement.Parse(System.Text.Json.Nodes.JsonValue.Create(text).ToJsonString());

    private static JsonElement List(List<JsonElement> messages) => JsonElement.Parse($"[{string.Join(',', messages.Select(message => message.GetRawText()))}]");
}
