namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>What counts as a capital and as a small letter; a letter may be both.</summary>
internal interface ILetterCase
{
    static abstract bool IsCapital(ReadOnlySpan<char> text, int index, out int width);

    static abstract bool IsSmall(ReadOnlySpan<char> text, int index, out int width);
}
