using SynthTrain.Core.Stages;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.BaseModels.Hub;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Evaluation.Answering;
using SynthTrain.Training.Lora;

namespace SynthTrain.Stages.Evaluate;

/// <summary>Opens the models of a project.</summary>
/// <param name="context">The stage.</param>
/// <param name="placement">Where weights go.</param>
/// <param name="environment">Variables that say how the hub is reached.</param>
internal sealed class ModelOpener(StageContext context, Placement placement, Func<string, string?> environment)
{
    private BaseModelOptions Options => new() { Placement = placement };

    /// <summary>The trained folder.</summary>
    public LoadedModel Folder() => BaseModelOpener.Open(context.Inputs("model"), Options);

    /// <summary>The folder that the trained one was made of.</summary>
    public LoadedModel Before() => BaseModelOpener.Open(context.Inputs("before"), Options);

    /// <summary>A file, with its own tokenizer and template.</summary>
    public LoadedModel Gguf(string path) => EvaluationModels.OpenGguf(path, placement);

    /// <summary>The base with the trained adapter. What is said to it, and where it stops, is as for the trained folder: training may have chosen a template that the base has not.</summary>
    public async Task<LoadedModel> AdapterAsync(CancellationToken cancellation)
    {
        var papers = EvaluateOptions.HasFolder(context) ? Papers() : null;
        using var adapter = Adapter.Open(Path.GetDirectoryName(context.Inputs("adapter")[0])!);
        var request = new BaseModelRequest
        {
            Files = context.Inputs("base_model"),
            BaseFile = context.Inputs("base") is [var file, ..] ? file : null,
            Options = Options,
            Hub = HubSettings.From(environment, context.Secret),
        };
        var model = await BaseModelOpener.OpenAsync(request, cancellation);
        try
        {
            _ = LoraAdapters.Attach(model.Decoder, adapter);
        }
        catch
        {
            model.Dispose();
            throw;
        }

        return With(model.Decoder, papers ?? model);
    }

    /// <summary>The trained folder without its weights: two models may not fit into memory.</summary>
    private LoadedModel Papers()
    {
        using var model = Folder();
        return model;
    }

    private static LoadedModel With(DecoderModel decoder, LoadedModel papers) => new()
    {
        Decoder = decoder,
        Tokenizer = papers.Tokenizer,
        Template = papers.Template,
        TemplateVariables = papers.TemplateVariables,
        EndTokens = papers.EndTokens,
        Files = papers.Files,
    };
}
