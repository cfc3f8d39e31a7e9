using System.Text.Json;

namespace SynthTrain.Stages.SplitExamples;

/// <summary>How a request is said, without what it speaks of: its words with <c>{argument}</c> for argument values and <c>{number}</c> for numbers, casual spellings as plain ones.</summary>
internal static class PhrasingPattern
{
    private const string Argument = "{argument}";
    private const string Number = "{number}";

    /// <summary>The pattern of an input; normalised words never hold braces.</summary>
    public static string Of(string input, JsonElement output)
    {
        var words = Words(input);
        foreach (var value in Values(output).OrderByDescending(value => value.Length).ThenBy(value => string.Join(' ', value), StringComparer.Ordinal))
            Replace(words, value);
        for (var at = 0; at < words.Count; at++)
        {
            if (words[at].All(char.IsAsciiDigit))
                words[at] = Number;
            else
                words[at] = SpokenWords.Fold(words[at]);
        }

        return string.Join(' ', words);
    }

    private static List<string> Words(string text) => [.. SpokenWords.Of(text)];

    private static IEnumerable<string[]> Values(JsonElement output)
    {
        if (output.ValueKind != JsonValueKind.Object || !output.TryGetProperty("args", out var args) || args.ValueKind != JsonValueKind.Object)
            return [];
        return args.EnumerateObject().Where(argument => argument.Value.ValueKind == JsonValueKind.String)
            .Select(argument => Words(argument.Value.GetString()!).ToArray()).Where(value => value.Length > 0);
    }

    private static void Replace(List<string> words, string[] value)
    {
        for (var at = 0; at + value.Length <= words.Count; at++)
        {
            var last = words[at + value.Length - 1];
            if (!IsLast(last, value[^1]) || !words.Skip(at).Take(value.Length - 1).SequenceEqual(value.SkipLast(1), StringComparer.Ordinal))
                continue;
            words.RemoveRange(at + 1, value.Length - 1);
            words[at] = Argument + last[value[^1].Length..];
        }
    }

    // 'anns boxes' is said of ann.
    private static bool IsLast(string word, string value) => word == value || (value.Length > 1 && word.Length == value.Length + 1 && word[^1] == 's' && word.StartsWith(value, StringComparison.Ordinal));
}
