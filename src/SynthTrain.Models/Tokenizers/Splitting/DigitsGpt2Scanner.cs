using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>SmolLM and StarCoder: every digit alone, and between digits the pattern of GPT-2.</summary>
internal readonly struct DigitsGpt2Scanner : IScanner
{
    public static int Next(ReadOnlySpan<char> text, int at)
    {
        if (IsDigit(text, at, out var width))
            return at + width;

        // GPT-2's pattern must see the end of the text at the next digit (two further: behind spaces it stops one before the end of their run).
        var end = Gpt2Scanner.Next(text, at);
        for (var i = at; i < end + 2 && i < text.Length; i += width)
        {
            if (IsDigit(text, i, out width))
                return Gpt2Scanner.Next(text[..i], at);
        }

        return end;
    }

    private static bool IsDigit(ReadOnlySpan<char> text, int index, out int width)
    {
        var c = text[index];
        width = 1;
        return c < 0x80 ? char.IsAsciiDigit(c) : UnicodeTable.IsNumeric(CodePoints.At(text, index, out width));
    }
}
