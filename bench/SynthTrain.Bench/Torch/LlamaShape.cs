using SynthTrain.Models.HuggingFace;

namespace SynthTrain.Bench.Torch;

/// <summary>The sizes of a benchmark model and its batch.</summary>
internal sealed record LlamaShape(string Name, long Vocabulary, long Width, long Inner, int Layers, long Heads, long KeyHeads, long Batch, long Length)
{
    public long HeadSize => Width / Heads;

    public ModelConfig Config() => new()
    {
        Architecture = ModelArchitecture.Llama,
        HiddenSize = (int)Width,
        IntermediateSize = (int)Inner,
        LayerCount = Layers,
        HeadCount = (int)Heads,
        KeyValueHeadCount = (int)KeyHeads,
        HeadSize = (int)HeadSize,
        VocabularySize = (int)Vocabulary,
        MaxPositions = (int)Length,
        NormEpsilon = 1e-5,
        TieWordEmbeddings = true,
    };

    /// <summary>Floating point operations of the matrix products of one step.</summary>
    public double Operations(bool lora)
    {
        var linear = Layers * (Width * Width * 2 + 2 * Width * (HeadSize * KeyHeads) + 3 * Width * Inner) + Vocabulary * Width;
        return 2.0 * (linear + Layers * 2 * Length * Width) * Batch * Length * (lora ? 2 : 3);
    }
}
