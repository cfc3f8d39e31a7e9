namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>Categories of Unicode; letters without case and marks are both.</summary>
internal readonly struct UnicodeCase : ILetterCase
{
    public static bool IsCapital(ReadOnlySpan<char> text, int index, out int width) => (CharClass.At(text, index, out width) & CharClass.Upper) != 0;

    public static bool IsSmall(ReadOnlySpan<char> text, int index, out int width) => (CharClass.At(text, index, out width) & CharClass.Lower) != 0;
}
