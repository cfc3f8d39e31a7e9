namespace SynthTrain.Models.Tokenizers;

/// <summary>Splits a text into words; tokens never reach over a word's end.</summary>
public abstract class PreTokenizer
{
    /// <summary>The words, in order.</summary>
    public abstract IEnumerable<(int Offset, int Length)> PreTokenize(string text);

    /// <summary>The words, in order.</summary>
    public virtual IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => PreTokenize(text.ToString());
}
