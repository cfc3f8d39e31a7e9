using System.Text.RegularExpressions;

namespace SynthTrain.Stages.Critiques;

/// <summary>Words that an answer should not have.</summary>
internal static class Wording
{
    // Linear in the text, so that no draft can make the critique slow; a timeout would make answers depend on the clock.
    private const RegexOptions Linear = RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;

    private static readonly (Regex Pattern, string Mild)[] s_mild =
    [
        (Find(@"\b(?:nearly |almost )?always\b"), "usually"),
        (Find(@"\bguarantee(?:d|s)?\b"), "likely"),
        (Find(@"\b100\s?(?:%|percent\b|per cent\b)"), "mostly"),
        (Find(@"\b(?:risk-free|without (?:any )?risk|completely safe)\b"), "with little risk"),
        (Find(@"\b(?:without exceptions?|in (?:all|every) cases?|every single time)\b"), "in most cases"),
        (Find(@"\b(?:certainly|definitely|undoubtedly|for sure)\b"), "probably"),
        (Find(@"\bwill never\b"), "will rarely"),
        (Find(@"\b(?:nothing can go wrong|cannot go wrong|can't go wrong)\b"), "little can go wrong"),
    ];

    private static readonly Regex s_placeholder = new(@"\b(?:TBD|TODO|FIXME|XXX)\b|(?i:\blorem ipsum\b|\[(?:insert|your|add|placeholder)\b[^\]]*\]|\?\?\?)|^\W*$", Linear);

    private static readonly Regex s_denial = new(@"(?:\b(?:not|never|no|nor|hardly|without)|n['’]t)\s+(?:\w+\s+)?$", Linear | RegexOptions.IgnoreCase);

    private static readonly Regex s_word = new(@"[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*", Linear);

    /// <summary>Words a summary needs at least.</summary>
    public const int SummaryWords = 8;

    /// <summary>The promise that a text makes and nobody can keep; null when there is none.</summary>
    public static string? Claim(string text) =>
        s_mild.SelectMany(claim => claim.Pattern.Matches(text)).FirstOrDefault(match => !IsDenied(text, match))?.Value;

    /// <summary>The text with its promises made modest.</summary>
    public static string Soften(string text)
    {
        foreach (var (pattern, mild) in s_mild)
            text = pattern.Replace(text, match => IsDenied(text, match) ? match.Value : char.IsUpper(match.Value[0]) ? char.ToUpperInvariant(mild[0]) + mild[1..] : mild);
        return text;
    }

    /// <summary>Whether a text holds words that were meant to be replaced.</summary>
    public static bool IsPlaceholder(string text) => s_placeholder.IsMatch(text);

    /// <summary>How many words a text has.</summary>
    public static int Words(string text) => s_word.Count(text);

    /// <summary>The words of a text, for comparing; case and punctuation do not count.</summary>
    public static HashSet<string> WordSet(string text) => [.. s_word.Matches(text).Select(match => match.Value.ToUpperInvariant())];

    // "Not guaranteed" promises nothing, and made modest it would say something else.
    private static bool IsDenied(string text, Match match) => s_denial.IsMatch(text.AsSpan(0, match.Index));

    private static Regex Find(string pattern) => new(pattern, Linear | RegexOptions.IgnoreCase);
}
