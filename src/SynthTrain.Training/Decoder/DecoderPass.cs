namespace SynthTrain.Training.Decoder;

/// <summary>What all layers of one forward pass share.</summary>
internal sealed record DecoderPass(SequenceLayout Layout, Tensor Cosines, Tensor Sines, IKeyValueCache? Cache)
{
    /// <summary>The places of the flattened batch that a block's result is wanted of, int64; <see langword="null"/> = all.</summary>
    public Tensor? Places { get; init; }

    /// <summary>The wanted places of a block's stream, once no place sees another any more.</summary>
    /// <param name="x">[B, T, D].</param>
    /// <returns>[N, D], or what was given.</returns>
    public Tensor At(Tensor x) => Places is null ? x : x.flatten(0, 1).index_select(0, Places);
}
