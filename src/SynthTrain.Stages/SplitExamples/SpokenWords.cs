using System.Text.RegularExpressions;
using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.SplitExamples;

/// <summary>The one spelling in which requests are compared: <see cref="TextNormalizer"/>'s, and casual spellings as plain ones. Inputs and the values of answers are folded alike, so that nothing is told apart in one and not in the other.</summary>
internal static partial class SpokenWords
{
    // Spellings that stand for one word whatever is spoken of; a synonym is another phrasing.
    private static readonly Dictionary<string, string> s_casual = new(StringComparer.Ordinal)
    {
        ["pls"] = "please",
        ["plz"] = "please",
        ["u"] = "you",
        ["r"] = "are",
        ["thx"] = "thanks",
        ["ty"] = "thanks",
        ["nr"] = "number",
        ["num"] = "number",
        ["repo"] = "repository",
    };

    private const string Apostrophes = "'\u2019\u02BC";

    /// <summary>The words as they are spelled, without apostrophes inside them: <c>what's</c> and <c>whats</c> are one.</summary>
    public static string[] Of(string text)
    {
        var plain = With().Replace(text.Replace("&", " and ", StringComparison.Ordinal), match => match.Length > 2 ? "without " : "with ");
        return TextNormalizer.Normalize(WithoutInnerApostrophes(plain)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The plain spelling of a normalised word.</summary>
    public static string Fold(string word) => s_casual.GetValueOrDefault(word, word);

    /// <summary>The words in their plain spelling.</summary>
    public static string Normalize(string text) => string.Join(' ', Of(text).Select(Fold));

    private static string WithoutInnerApostrophes(string text) =>
        text.AsSpan().IndexOfAny(Apostrophes) < 0 ? text : string.Concat(text.Where((letter, at) => !(Apostrophes.Contains(letter, StringComparison.Ordinal) && at > 0 && at + 1 < text.Length && char.IsLetter(text[at - 1]) && char.IsLetter(text[at + 1]))));

    [GeneratedRegex(@"\b[wW]/([oO]\b)?", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex With();
}
