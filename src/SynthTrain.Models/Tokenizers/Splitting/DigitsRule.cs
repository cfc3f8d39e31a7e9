using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>Every digit alone, and between digits the pattern of GPT-2. What a digit is follows the version of Unicode of Rust or of the patterns.</summary>
internal static class DigitsRule
{
    public static int Next(ReadOnlySpan<char> text, int at, bool asRust)
    {
        if (IsDigit(text, at, asRust, out var width))
            return at + width;

        // GPT-2's pattern must see the end of the text at the next digit (two further: behind spaces it stops one before the end of their run).
        var end = Gpt2Scanner.Next(text, at);
        for (var i = at; i < end + 2 && i < text.Length; i += width)
        {
            if (IsDigit(text, i, asRust, out width))
                return Gpt2Scanner.Next(text[..i], at);
        }

        return end;
    }

    private static bool IsDigit(ReadOnlySpan<char> text, int index, bool asRust, out int width)
    {
        var c = text[index];
        width = 1;
        if (c < 0x80)
            return char.IsAsciiDigit(c);
        return asRust ? UnicodeTable.IsNumeric(CodePoints.At(text, index, out width)) : (CharClass.At(text, index, out width) & CharClass.Number) != 0;
    }
}
