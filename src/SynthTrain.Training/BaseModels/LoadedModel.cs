using System.Text.Json;
using SynthTrain.Core.Diagnostics;
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
    public IReadOnlyDictionary<string, JsonElement> TemplateVariables { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Tokens that end an answer: those of the generation config, of the config, and the template's end-of-turn token.</summary>
    public IReadOnlyList<int> EndTokens { get; init; } = [];

    /// <summary>The papers that stand beside the weights in a folder, for <see cref="TrainedModelWriter"/>.</summary>
    public BaseModelFiles Files { get; init; } = new();

    /// <summary>The sizes.</summary>
    public ModelConfig Config => Decoder.Config;

    /// <summary>The template, where a conversation must be rendered.</summary>
    /// <exception cref="SynthException"><see cref="Codes.UntrainableModel"/> when there is none.</exception>
    public ChatTemplate RequireTemplate() => Template ?? throw new SynthException(
        Codes.UntrainableModel,
        $"The model '{Files.Name}' has no chat template, so that conversations cannot be put into words for it. Set model.chat_template to one of {string.Join(", ", BuiltInTemplates.Names)}, or put a chat_template.jinja into its folder.");

    /// <inheritdoc/>
    public void Dispose() => Decoder.Dispose();
}
