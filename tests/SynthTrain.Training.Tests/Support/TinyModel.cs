using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.Decoder;

namespace SynthTrain.Training.Tests.Support;

/// <summary>A Llama with random weights, for properties that need no other program's answer.</summary>
internal static class TinyModel
{
    public static ModelConfig Config(int layers = 2, int hidden = 64) => new()
    {
        Architecture = ModelArchitecture.Llama,
        HiddenSize = hidden,
        IntermediateSize = 2 * hidden,
        LayerCount = layers,
        HeadCount = 4,
        KeyValueHeadCount = 2,
        HeadSize = hidden / 4,
        VocabularySize = 96,
        MaxPositions = 512,
        TieWordEmbeddings = true,
    };

    public static DecoderModel Make(ModelConfig? config = null, Placement? placement = null)
    {
        config ??= Config();
        using var source = new Generator(7);
        return DecoderLoader.Load(config, name => Values(name, ModelTensors.Expected(config)[name], source), placement);
    }

    /// <summary>Rows of ids, all of one length.</summary>
    public static Tensor Ids(int rows, int length, long seed = 3)
    {
        using var source = new Generator((ulong)seed);
        return randint(0, 96, [rows, length], generator: source);
    }

    private static float[] Values(string name, IEnumerable<long> shape, Generator source)
    {
        using var scope = NewDisposeScope();
        long[] size = [.. shape];
        return (name.EndsWith("norm.weight", StringComparison.Ordinal) ? ones(size) : randn(size, generator: source).mul(0.2)).data<float>().ToArray();
    }
}
