namespace SynthTrain.Training.Decoder;

/// <summary>Keys and values of tokens that were read before, layer by layer.</summary>
public interface IKeyValueCache
{
    /// <summary>Adds what a layer made of new tokens.</summary>
    /// <param name="layer">From 0.</param>
    /// <param name="keys">[B, key heads, T, head size], turned to their positions.</param>
    /// <param name="values">Of the same shape.</param>
    /// <returns>Keys and values of all tokens so far, the new ones last.</returns>
    (Tensor Keys, Tensor Values) Append(int layer, Tensor keys, Tensor values);
}
