using System.Globalization;
using System.Runtime.CompilerServices;
using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>What split patterns ask about a character, one bit each.</summary>
internal static class CharClass
{
    public const byte Letter = 1, Number = 2, Space = 4, Break = 8, Upper = 16, Lower = 32, Half = 64;

    private static readonly byte[] s_table = Table();

    /// <summary>The bits of the character at an index, and its width in UTF-16 units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte At(ReadOnlySpan<char> text, int index, out int width)
    {
        var bits = s_table[text[index]];
        width = 1;
        return bits == Half ? Pair(text, index, out width) : bits;
    }

    /// <summary>The end of a run of characters that have one of the bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Run(ReadOnlySpan<char> text, int index, byte bits)
    {
        for (int width; index < text.Length && (At(text, index, out width) & bits) != 0; index += width)
        {
        }

        return index;
    }

    /// <summary>The end of a run of characters that are neither letter, number nor space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RunOfOthers(ReadOnlySpan<char> text, int index)
    {
        for (int width; index < text.Length && (At(text, index, out width) & (Letter | Number | Space)) == 0; index += width)
        {
        }

        return index;
    }

    private static byte Pair(ReadOnlySpan<char> text, int index, out int width) => Of(CodePoints.At(text, index, out width));

    private static byte Of(int codePoint)
    {
        var bits = UnicodeTable.Category(codePoint) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => Letter | Upper,
            UnicodeCategory.LowercaseLetter => Letter | Lower,
            UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Letter | Upper | Lower,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => Upper | Lower,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Number,
            _ => 0,
        };
        if (UnicodeTable.IsSpace(codePoint))
            bits |= Space;
        if (codePoint is '\r' or '\n')
            bits |= Break;
        return (byte)bits;
    }

    private static byte[] Table()
    {
        var table = new byte[0x10000];
        for (var c = 0; c < table.Length; c++)
            table[c] = c is >= 0xD800 and < 0xE000 ? Half : Of(c);
        return table;
    }
}
