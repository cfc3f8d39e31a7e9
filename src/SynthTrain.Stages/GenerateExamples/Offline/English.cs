using System.Text.RegularExpressions;

namespace SynthTrain.Stages.GenerateExamples.Offline;

/// <summary>The little grammar that patterns leave to the end.</summary>
internal static partial class English
{
    private static readonly string[] s_small = ["any", "only", "the", "that", "a", "all", "also", "just", "please", "and", "new"];

    /// <summary>One space between words, none before a mark, no small word twice, <c>an</c> before a vowel.</summary>
    public static string Tidy(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var once = words.Where((word, at) => at == 0 || word != words[at - 1] || !s_small.Contains(word));
        return Marks(string.Join(' ', once));
    }

    private static string Marks(string text) => BeforeVowel().Replace(BeforeMark().Replace(text, "${mark}"), "${a}n ${vowel}").Trim();

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

    [GeneratedRegex(@" (?<mark>[,;?!:])", RegexOptions.NonBacktracking)]
    private static partial Regex BeforeMark();

    [GeneratedRegex(@"\b(?<a>[aA]) (?<vowel>[aeioAEIO])", RegexOptions.NonBacktracking)]
    private static partial Regex BeforeVowel();

    [GeneratedRegex(@"^[b-df-hj-np-tv-z]*[aeiou][bdgmnpt]$|^get$", RegexOptions.NonBacktracking)]
    private static partial Regex DoubledEnd();
}
