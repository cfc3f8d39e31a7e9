using System.Globalization;
using System.Text;

namespace SynthTrain.Stages.Qa;

/// <summary>The response's text is in the language asked for, told by script and by common words: light, and never unsure at a row's cost.</summary>
/// <remarks>
/// Script: of at least 10 letters, 70 % must be of the language's script. Common words, for languages in Latin letters: of at least 20 words, the row fails when
/// another known language's common words make up at least 10 % and are half as many again as the own ones; of at least 60 words, also when the own ones
/// make up less than 2 % (a language not known here). Lists and names without common words pass.
/// After Grefenstette, Comparing two language identification schemes, 1995 (small words).
/// </remarks>
internal sealed class LanguageCheck(string language) : IQaCheck
{
    private const int LettersToJudge = 10;
    private const double ScriptShare = 0.7;
    private const int WordsToJudge = 20;
    private const double OtherShare = 0.1;
    private const double OtherLead = 1.5;
    private const int WordsToExpectOwn = 60;
    private const double OwnShare = 0.02;

    public string Reason => QaReason.Language;

    public string Limits => $"'{language}': 70 % of letters in its script; common words of no other language ahead";

    public string? Fault(QaRow row) => ScriptFault(row.Response) ?? WordFault(row.NormalizedResponse);

    private string? ScriptFault(string text)
    {
        var scripts = Languages.ScriptsOf(language);
        var letters = 0;
        var own = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!Rune.IsLetter(rune))
                continue;
            letters++;
            own += (Scripts.Of(rune) & scripts) != Script.Other ? 1 : 0;
        }

        return letters >= LettersToJudge && own < ScriptShare * letters
            ? string.Create(CultureInfo.InvariantCulture, $"{own} of {letters} letters are in the script of '{language}'; 70 % are asked for")
            : null;
    }

    private string? WordFault(string normalized)
    {
        var ownBit = Languages.WithStopWords.IndexOf(language);
        if (ownBit < 0)
            return null;
        var (words, counts) = Count(normalized);
        var own = counts[ownBit];
        if (words < WordsToJudge)
            return null;
        for (var other = 0; other < counts.Length; other++)
        {
            if (other != ownBit && counts[other] >= OtherShare * words && counts[other] >= OtherLead * own)
                return string.Create(CultureInfo.InvariantCulture, $"reads as '{Languages.WithStopWords[other]}': {counts[other]} of its common words and {own} of '{language}' among {words} words");
        }

        return words >= WordsToExpectOwn && own < OwnShare * words
            ? string.Create(CultureInfo.InvariantCulture, $"{own} common words of '{language}' among {words} words")
            : null;
    }

    private static (int Words, int[] Counts) Count(string normalized)
    {
        var lookup = Languages.StopWords.GetAlternateLookup<ReadOnlySpan<char>>();
        var counts = new int[Languages.WithStopWords.Count];
        var words = 0;
        foreach (var range in normalized.AsSpan().Split(' '))
        {
            words++;
            if (!lookup.TryGetValue(normalized.AsSpan(range), out var bits))
                continue;
            for (var language = 0; bits != 0; language++, bits >>= 1)
                counts[language] += bits & 1;
        }

        return (words, counts);
    }
}
