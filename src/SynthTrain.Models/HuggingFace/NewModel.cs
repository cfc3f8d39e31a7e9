using System.Text.Json.Nodes;
using SynthTrain.Models.Safetensors;

namespace SynthTrain.Models.HuggingFace;

/// <summary>A model that was trained and is to be written as a folder.</summary>
public sealed record NewModel
{
    /// <summary>The object of <c>config.json</c>: that of the base model, or <see cref="ModelConfigWriter.ToJson"/>; its <c>dtype</c> is set to <see cref="Type"/>.</summary>
    public required JsonObject Config { get; init; }

    /// <summary>The values of a tensor by its name, asked for once each, in file order; as many as <see cref="ModelTensors.Expected"/> says.</summary>
    public required Func<string, ReadOnlyMemory<float>> Values { get; init; }

    /// <summary>How weights are stored: F32 (default), F16 or BF16.</summary>
    public SafetensorsType Type { get; init; } = SafetensorsType.F32;

    /// <summary>A folder whose tokenizer, template and generation config are copied.</summary>
    public string? FilesFrom { get; init; }
}
