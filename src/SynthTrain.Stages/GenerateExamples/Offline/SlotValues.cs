using System.Globalization;
using SynthTrain.Core.Hashing;

namespace SynthTrain.Stages.GenerateExamples.Offline;

/// <summary>Values that nobody has seen before, by the patterns of the lexicon's section <c>slots</c>.</summary>
internal sealed class SlotValues(WordBook lexicon, SeededRandom random)
{
    private const int MaxDepth = 8;

    // People make few words up: of so many places for one, this is one, and elsewhere stands an ordinary word where it is not expected.
    private const int OrdinaryOf = 4;

    private static readonly string[] s_ordinary = ["thing", "part", "first", "tech", "last"];
    private static readonly string[] s_starts = ["b", "br", "c", "ch", "cl", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "kr", "l", "m", "n", "p", "pl", "qu", "r", "s", "sh", "sl", "st", "t", "tr", "v", "w", "y", "z"];
    private static readonly string[] s_vowels = ["a", "e", "i", "o", "u", "ai", "ea", "oo", "ou"];
    private static readonly string[] s_ends = ["", "", "", "n", "r", "l", "s", "m", "x", "nd", "rk", "st", "t", "ck"];

    /// <summary>A value of a slot.</summary>
    public string Make(string slot) => Make(slot, 0).Trim();

    private string Make(string slot, int depth)
    {
        if (depth > MaxDepth)
            return "";
        if (slot == "pseudo")
            return random.Below(OrdinaryOf) == 0 ? Pseudo() : Make(random.Pick(s_ordinary), depth + 1);
        if (slot.Split('-') is [{ Length: > 0 } low, { Length: > 0 } high] && int.TryParse(low, CultureInfo.InvariantCulture, out var min) && int.TryParse(high, CultureInfo.InvariantCulture, out var max))
            return Digits(Math.Clamp(min, 1, 18), Math.Clamp(max, 1, 18));
        var entry = lexicon.Find("slots", slot);
        var text = Pattern.Expand(Pattern.Pick(entry["is"], random), random, inner => Make(inner, depth + 1));
        return Cased(text, entry["case"] is { Length: > 0 } cases ? random.Pick(cases) : "");
    }

    private static string Cased(string text, string how) => how switch
    {
        "title" => string.Join(' ', text.Split(' ').Select(Capital)),
        "sentence" => Capital(text),
        "lower" => text.ToLowerInvariant(),
        "upper" => text.ToUpperInvariant(),
        _ => text,
    };

    private static string Capital(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..];

    private string Digits(int min, int max)
    {
        var length = min + random.Below(Math.Max(1, max - min + 1));
        return string.Concat(Enumerable.Range(0, length).Select(at => (char)(at == 0 ? '1' + random.Below(9) : '0' + random.Below(10))));
    }

    private string Pseudo()
    {
        var syllables = 1 + random.Below(2);
        return string.Concat(Enumerable.Range(0, syllables).Select(_ => random.Pick(s_starts) + random.Pick(s_vowels))) + random.Pick(s_ends);
    }
}
