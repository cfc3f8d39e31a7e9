using System.Text.Json;
using SynthTrain.Training.BaseModels.Hub;
using SynthTrain.Training.Configuration;

namespace SynthTrain.Training.BaseModels;

/// <summary>Which base model is meant: exactly one of <see cref="Scratch"/>, <see cref="BaseFile"/> and <see cref="Files"/>.</summary>
public sealed record BaseModelRequest
{
    /// <summary>The files of one Hugging Face folder, or one GGUF; absolute paths.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The <c>base.json</c> of a model of the hub; comes before <see cref="Files"/>.</summary>
    public string? BaseFile { get; init; }

    /// <summary>A model from nothing; comes before the others.</summary>
    public ScratchOptions? Scratch { get; init; }

    /// <summary>What the vocabulary of <see cref="Scratch"/> is trained on: lists of messages.</summary>
    public IEnumerable<JsonElement> Conversations { get; init; } = [];

    /// <summary>Of the first weights of <see cref="Scratch"/>.</summary>
    public long Seed { get; init; }

    /// <summary>Name, placement and template.</summary>
    public BaseModelOptions Options { get; init; } = new();

    /// <summary>How the hub is reached when files of <see cref="BaseFile"/> are gone; default: by the process's environment.</summary>
    public HubSettings? Hub { get; init; }

    /// <summary>What downloads get from outside.</summary>
    public HubOptions HubOptions { get; init; } = new();
}
