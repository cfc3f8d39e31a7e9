using System.Text;
using System.Text.RegularExpressions;
using SynthTrain.Core.Hashing;

namespace SynthTrain.Stages.GenerateExamples.Offline;

/// <summary>What hurry does to a sentence: casual words, slips of the fingers, first letters and marks. Values, still tokens, stay whole.</summary>
internal sealed partial class Noise(WordBook lexicon, SeededRandom random)
{
    /// <summary>Percent of sentences with a slip.</summary>
    public const int TypoPercent = 8;

    private const int CasualPercent = 66;
    private const int ShortPercent = 30;
    private const string Rows = "qwertyuiop asdfghjkl zxcvbnm";

    /// <summary>Casual spellings in place of a few words.</summary>
    public string Casual(string text)
    {
        if (random.Below(100) >= ShortPercent)
            return text;
        return Words().Replace(text, match => lexicon.Find("casual", match.Value.ToLowerInvariant())["is"] is { Length: > 0 } lines && random.Below(3) > 0 ? Pattern.Pick(lines, random) : match.Value);
    }

    /// <summary>Slips, case and marks.</summary>
    public string Apply(string text, bool endsOpen)
    {
        var slipped = random.Below(100) < TypoPercent ? Slip(text) : text;
        var register = random.Below(100);
        if (register < CasualPercent)
            return (random.Below(4) == 0 ? slipped : slipped.ToLowerInvariant()).TrimEnd(random.Below(3) == 0 ? '\0' : '?');
        if (register == CasualPercent)
            return slipped.TrimEnd('?') + (endsOpen ? "" : random.Below(2) == 0 ? "!" : " ...");
        var first = slipped.Length > 0 ? char.ToUpperInvariant(slipped[0]) + slipped[1..] : slipped;
        return first + (endsOpen || first.EndsWith('?') || random.Below(2) == 0 ? "" : ".");
    }

    private string Slip(string text)
    {
        var words = Words().Matches(text).Where(match => match.Length > 3).ToArray();
        if (words.Length == 0)
            return text;
        var word = random.Pick(words);
        var built = new StringBuilder(text);
        var at = word.Index + 1 + random.Below(word.Length - 2);
        if (built[at] == '\'' || built[at + 1] == '\'')
            return text;
        switch (random.Below(4))
        {
            case 0: (built[at], built[at + 1]) = (built[at + 1], built[at]); break;
            case 1: built.Remove(at, 1); break;
            case 2: built.Insert(at, built[at]); break;
            default: built[at] = Neighbour(built[at]); break;
        }

        return built.ToString();
    }

    private char Neighbour(char key)
    {
        var at = Rows.IndexOf(key, StringComparison.Ordinal);
        var beside = at < 0 ? key : Rows[Math.Clamp(at + (random.Below(2) == 0 ? 1 : -1), 0, Rows.Length - 1)];
        return beside == ' ' ? key : beside;
    }

    [GeneratedRegex(@"[A-Za-z][A-Za-z']*", RegexOptions.NonBacktracking)]
    private static partial Regex Words();
}
