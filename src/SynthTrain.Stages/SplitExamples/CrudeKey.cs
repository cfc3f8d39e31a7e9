using System.Text;
using System.Text.Json;
using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.SplitExamples;

/// <summary>A second way to see that two requests are said alike, which shares no rule with the one that rows are split by: letters and digits alone, in one case, with the answer's values cut out.</summary>
internal static class CrudeKey
{
    /// <summary>The key of a request; null when nothing but values is said.</summary>
    public static UInt128? Of(string input, JsonElement output)
    {
        var said = Values(output).OrderByDescending(value => value.Length).Aggregate(input, (text, value) => text.Replace(value, " ", StringComparison.OrdinalIgnoreCase));
        var key = new StringBuilder();
        foreach (var letter in said.EnumerateRunes().Where(Rune.IsLetterOrDigit))
            key.Append(Rune.ToUpperInvariant(letter));
        return key.Length == 0 ? null : TextKey.Of(key.ToString());
    }

    private static IEnumerable<string> Values(JsonElement output) =>
        output.ValueKind == JsonValueKind.Object && output.TryGetProperty("args", out var args) && args.ValueKind == JsonValueKind.Object
            ? args.EnumerateObject().Select(argument => argument.Value.ToString()).Where(value => value.Length > 0) : [];
}
