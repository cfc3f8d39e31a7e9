using SynthTrain.Models.HuggingFace;
using SynthTrain.Models.Templates;
using SynthTrain.Models.Tokenizers;
using SynthTrain.Training.Decoder;

namespace SynthTrain.Training.BaseModels;

/// <summary>A model that can be asked and trained: weights, tokenizer, chat template.</summary>
public sealed class LoadedModel : IDisposable
{
    /// <summary>The weights.</summary>
    public required DecoderModel Decoder { get; init; }

    /// <summary>The tokenizer.</summary>
    public required ModelTokenizer Tokenizer { get; init; }

    /// <summary>The chat template; <see langword="null"/> where the model has none.</summary>
    public ChatTemplate? Template { get; init; }

    /// <summary>Variables that the template is rendered with, such as <c>bos_token</c>.</summary>
    public IReadOnlyDictionary<string, System.Text.Json.JsonElement> TemplateVariables { get; init; } = new Dictionary<string, System.Text.Json.JsonElement>();

    /// <summary>Tokens that end an answer: those of the generation config, of the config, and the template's end-of-turn token.</summary>
    public IReadOnlyList<int> EndTokens { get; init; } = [];

    /// <summary>The sizes.</summary>
    public ModelConfig Config => Decoder.Config;

    /// <inheritdoc/>
    public void Dispose() => Decoder.Dispose();
}
