using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Quantization;

/// <summary>What a mixture needs to know of a model.</summary>
/// <param name="Layers">Blocks.</param>
/// <param name="HeadsPerGroup">Query heads that share a key and value head.</param>
/// <param name="Experts">Experts, 0 for none.</param>
/// <param name="IsSeventyBillion">Whether llama.cpp counts it as a 70B model, whose values are few and shared by many heads.</param>
internal sealed record MixtureModel(int Layers, int HeadsPerGroup, int Experts, bool IsSeventyBillion)
{
    private const int SeventyBillionLayers = 80;

    /// <summary>Reads it from a file's metadata.</summary>
    /// <exception cref="ModelException">A key is missing or has no sense; the architecture has a mixture of its own.</exception>
    public static MixtureModel Read(IReadOnlyDictionary<string, GgufValue> metadata, string file)
    {
        var architecture = metadata.GetValueOrDefault("general.architecture")?.Text
            ?? throw new ModelException(ModelFault.UnsupportedModel, "the file has no text 'general.architecture', so the mixture of types cannot be chosen; give a model that llama.cpp can load", file);
        if (architecture == "falcon")
            throw new ModelException(ModelFault.UnsupportedModel, "architecture 'falcon' has a mixture of its own, which is not known here; quantize it with llama.cpp", file);
        var layers = Required(metadata, architecture + ".block_count", file);
        var heads = Required(metadata, architecture + ".attention.head_count", file);
        var shared = First(metadata, architecture + ".attention.head_count_kv") ?? heads;
        var experts = First(metadata, architecture + ".expert_count") ?? 0;
        var large = layers == SeventyBillionLayers && ((architecture == "llama" && experts != 8 && heads != shared) || architecture == "qwen2");
        return new MixtureModel(layers, shared == 0 ? 0 : heads / shared, experts, large);
    }

    private static int Required(IReadOnlyDictionary<string, GgufValue> metadata, string key, string file) => First(metadata, key) is int value and > 0
        ? value
        : throw new ModelException(ModelFault.UnsupportedModel, $"the file's '{key}' is '{metadata.GetValueOrDefault(key)?.ToString() ?? "missing"}'; a number from 1 is needed", file);

    /// <summary>A number, or the first layer's of an array.</summary>
    private static int? First(IReadOnlyDictionary<string, GgufValue> metadata, string key)
    {
        var value = metadata.GetValueOrDefault(key);
        var number = value?.Integer ?? (value?.Integers is { Count: > 0 } all ? all[0] : null);
        return number is >= 0 and <= int.MaxValue ? (int)number : null;
    }
}
