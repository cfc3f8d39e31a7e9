using System.Text.Json.Nodes;
using SynthTrain.Models.Safetensors;

namespace SynthTrain.Training.BaseModels;

/// <summary>What a base model is besides its weights, kept so that the trained one is written with the same papers.</summary>
public sealed record BaseModelFiles
{
    /// <summary>The model as the project names it, for messages and for <c>base_model_name_or_path</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>The object of <c>config.json</c>, keys that are not known here too.</summary>
    public JsonObject Config { get; init; } = [];

    /// <summary>The object of <c>generation_config.json</c>; <see langword="null"/> where there is none.</summary>
    public JsonObject? GenerationConfig { get; init; }

    /// <summary>The bytes of <c>tokenizer.json</c>; <see langword="null"/> where the tokenizer comes from another kind of file.</summary>
    public byte[]? TokenizerJson { get; init; }

    /// <summary>Why there is no <c>tokenizer.json</c> to write, as the end of a sentence.</summary>
    public string? TokenizerJsonMissing { get; init; }

    /// <summary>The object of <c>tokenizer_config.json</c>, without a chat template and with the tokens that <c>special_tokens_map.json</c> alone names.</summary>
    public JsonObject TokenizerConfig { get; init; } = [];

    /// <summary>How tensors are stored, by name; float32 for others.</summary>
    public IReadOnlyDictionary<string, SafetensorsType> Types { get; init; } = new Dictionary<string, SafetensorsType>();
}
