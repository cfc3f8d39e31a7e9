namespace SynthTrain.Models.Tokenizers;

/// <summary>Changes a text before it is split.</summary>
public abstract class Normalizer
{
    /// <summary>The normalized text.</summary>
    public abstract string Normalize(string original);

    /// <summary>The normalized text.</summary>
    public virtual string Normalize(ReadOnlySpan<char> original) => Normalize(original.ToString());
}
