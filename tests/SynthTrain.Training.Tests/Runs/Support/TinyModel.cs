using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.Decoder;

namespace SynthTrain.Training.Tests.Runs.Support;

/// <summary>A Llama of a few thousand weights, made of a seed.</summary>
internal static class TinyModel
{
    public static DecoderModel Create(int seed = 1)
    {
        var random = new Random(seed);
        var config = new ModelConfig
        {
            Architecture = ModelArchitecture.Llama,
            HiddenSize = 16,
            IntermediateSize = 32,
            LayerCount = 1,
            HeadCount = 2,
            KeyValueHeadCount = 1,
            HeadSize = 8,
            VocabularySize = 32,
            MaxPositions = 64,
            TieWordEmbeddings = true,
        };
        var expected = ModelTensors.Expected(config);
        return DecoderLoader.Load(config, name => [.. Enumerable.Range(0, (int)expected[name].Aggregate(1L, (all, size) => all * size)).Select(_ => name.Contains("norm", StringComparison.Ordinal) ? 1f : (float)(random.NextDouble() - 0.5) / 4)]);
    }

    /// <summary>Every weight's bits.</summary>
    public static byte[] Bits(DecoderModel model) => [.. model.named_parameters().SelectMany(entry => entry.parameter.bytes.ToArray())];
}
