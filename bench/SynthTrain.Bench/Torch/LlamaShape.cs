namespace SynthTrain.Bench.Torch;

/// <summary>The sizes of a benchmark model and its batch.</summary>
internal sealed record LlamaShape(string Name, long Vocabulary, long Width, long Inner, int Layers, long Heads, long KeyHeads, long Batch, long Length)
{
    public long HeadSize => Width / Heads;

    /// <summary>Floating point operations of the matrix products of one step.</summary>
    public double Operations(bool lora)
    {
        var linear = Layers * (Width * Width * 2 + 2 * Width * (HeadSize * KeyHeads) + 3 * Width * Inner) + Vocabulary * Width;
        return 2.0 * (linear + Layers * 2 * Length * Width) * Batch * Length * (lora ? 2 : 3);
    }
}
