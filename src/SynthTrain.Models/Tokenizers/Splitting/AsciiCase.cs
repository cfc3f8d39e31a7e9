namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>Only A to Z and a to z have a case, all other letters are both, marks neither: llama.cpp's reading of Tekken's pattern.</summary>
internal readonly struct AsciiCase : ILetterCase
{
    public static bool IsCapital(ReadOnlySpan<char> text, int index, out int width) => (CharClass.At(text, index, out width) & CharClass.Letter) != 0 && !char.IsAsciiLetterLower(text[index]);

    public static bool IsSmall(ReadOnlySpan<char> text, int index, out int width) => (CharClass.At(text, index, out width) & CharClass.Letter) != 0 && !char.IsAsciiLetterUpper(text[index]);
}
