using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>The pattern of Mistral's Tekken.</summary>
internal readonly struct TekkenScanner : IScanner
{
    public const string Pattern = @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    public static int Next(ReadOnlySpan<char> text, int at)
    {
        var bits = CharClass.At(text, at, out var width);
        var prefixed = (bits & (CharClass.Break | CharClass.Letter | CharClass.Number)) == 0 ? at + width : at;
        var end = prefixed == at ? -1 : Small(text, prefixed);
        if (end < 0)
            end = Small(text, at);
        if (end < 0 && prefixed != at)
            end = Capitals(text, prefixed);
        if (end < 0)
            end = Capitals(text, at);
        if (end >= 0)
            return end;
        return (bits & CharClass.Number) != 0 ? at + width : Rest(text, at, bits);
    }

    /// <summary>Capitals, then at least one small letter; letters without case and marks are both, so the last of them may have to be given back.</summary>
    private static int Small(ReadOnlySpan<char> text, int at)
    {
        var capitals = CharClass.Run(text, at, CharClass.Upper);
        if (capitals < text.Length && (CharClass.At(text, capitals, out _) & CharClass.Lower) != 0)
            return CharClass.Run(text, capitals, CharClass.Lower);
        for (var end = capitals; end > at;)
        {
            var start = end - CodePoints.Width(CodePoints.Before(text, end));
            if ((CharClass.At(text, start, out _) & CharClass.Lower) != 0)
                return end;
            end = start;
        }

        return -1;
    }

    private static int Capitals(ReadOnlySpan<char> text, int at)
    {
        var end = CharClass.Run(text, at, CharClass.Upper);
        return end > at ? CharClass.Run(text, end, CharClass.Lower) : -1;
    }

    private static int Rest(ReadOnlySpan<char> text, int at, byte bits)
    {
        var from = text[at] == ' ' ? at + 1 : at;
        if (from == at ? (bits & CharClass.Space) == 0 : from < text.Length && (CharClass.At(text, from, out _) & (CharClass.Letter | CharClass.Number | CharClass.Space)) == 0)
        {
            var end = CharClass.RunOfOthers(text, from);
            while (end < text.Length && text[end] is '\r' or '\n' or '/')
                end++;
            return end;
        }

        var spaces = CharClass.Run(text, at, CharClass.Space);
        var last = text[at..spaces].LastIndexOfAny('\r', '\n');
        return last >= 0 ? at + last + 1 : Contractions.Spaces(text, at, spaces);
    }
}
