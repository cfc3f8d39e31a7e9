using System.Text.RegularExpressions;

namespace SynthTrain.Stages.GenerateExamples.Offline;

/// <summary>The little grammar that patterns leave to the end.</summary>
internal static partial class English
{
    /// <summary>One space between words, none before a mark, <c>an</c> before a vowel.</summary>
    public static string Tidy(string text) => BeforeVowel().Replace(BeforeMark().Replace(Spaces().Replace(text, " "), "${mark}"), "${a}n ${vowel}").Trim();

    /// <summary>"merge pr 4" as "merging pr 4".</summary>
    public static string Gerund(string clause)
    {
        var space = clause.IndexOf(' ', StringComparison.Ordinal);
        var (verb, rest) = space < 0 ? (clause, "") : (clause[..space], clause[space..]);
        if (verb.Length < 2 || !verb.All(char.IsAsciiLetterLower))
            return clause;
        var stem = verb.EndsWith('e') && !verb.EndsWith("ee", StringComparison.Ordinal) ? verb[..^1] : DoubledEnd().IsMatch(verb) ? verb + verb[^1] : verb;
        return $"{stem}ing{rest}";
    }

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();

    [GeneratedRegex(@" (?<mark>[,;?!:])", RegexOptions.NonBacktracking)]
    private static partial Regex BeforeMark();

    [GeneratedRegex(@"\b(?<a>[aA]) (?<vowel>[aeioAEIO])", RegexOptions.NonBacktracking)]
    private static partial Regex BeforeVowel();

    [GeneratedRegex(@"^[b-df-hj-np-tv-z]*[aeiou][bdgmnpt]$|^get$", RegexOptions.NonBacktracking)]
    private static partial Regex DoubledEnd();
}
