using System.Runtime.CompilerServices;
using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>What Tekken's pattern is, by what counts as a capital and as a small letter.</summary>
/// <typeparam name="TCase">The two kinds of letters.</typeparam>
internal static class TekkenRule<TCase>
    where TCase : struct, ILetterCase
{
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
        var capitals = Run(text, at, capitals: true);
        if (capitals < text.Length && TCase.IsSmall(text, capitals, out _))
            return Run(text, capitals, capitals: false);
        for (var end = capitals; end > at;)
        {
            var start = end - CodePoints.Width(CodePoints.Before(text, end));
            if (TCase.IsSmall(text, start, out _))
                return end;
            end = start;
        }

        return -1;
    }

    private static int Capitals(ReadOnlySpan<char> text, int at)
    {
        var end = Run(text, at, capitals: true);
        return end > at ? Run(text, end, capitals: false) : -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Run(ReadOnlySpan<char> text, int at, bool capitals)
    {
        for (int width; at < text.Length && (capitals ? TCase.IsCapital(text, at, out width) : TCase.IsSmall(text, at, out width)); at += width)
        {
        }

        return at;
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
