using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Models.Gguf;
using SynthTrain.Models.Templates;
using SynthTrain.Models.Tokenizers;
using SynthTrain.Training.BaseModels;

namespace SynthTrain.Training.Evaluation.Answering;

/// <summary>What of a model turns rows into tokens; it is there without the weights.</summary>
/// <param name="Name">What messages call the model.</param>
/// <param name="Tokenizer">The tokenizer.</param>
/// <param name="Template">The chat template.</param>
/// <param name="Variables">What the template is rendered with.</param>
/// <param name="Positions">Tokens of the model's context.</param>
public sealed record PromptMaker(string Name, ModelTokenizer Tokenizer, ChatTemplate Template, IReadOnlyDictionary<string, JsonElement> Variables, int Positions)
{
    /// <summary>Of an open model.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="SynthException">The model has no template.</exception>
    public static PromptMaker Of(string name, LoadedModel model) => new(name, model.Tokenizer, model.RequireTemplate(), model.TemplateVariables, model.Config.MaxPositions);

    /// <summary>Of a file, whose weights are not read.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="Models.ModelException">The faults of <see cref="GgufModel.Open"/>.</exception>
    /// <exception cref="SynthException">The file has no template.</exception>
    public static PromptMaker OfGguf(string name, string path)
    {
        using var file = GgufModel.Open(path);
        var template = file.Template ?? throw new SynthException(Codes.UntrainableModel, $"The file '{name}' has no chat template, so that it cannot be asked what conversations ask; make it again of a model that has one.");
        return new(name, file.Tokenizer, template, file.TemplateVariables, file.Config.MaxPositions);
    }
}
