using System.Text.Json.Nodes;
using SynthTrain.Models;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Models.Safetensors;
using SynthTrain.Models.Tokenizers;
using SynthTrain.Training.BaseModels.Hub;
using SynthTrain.Training.Decoder;

namespace SynthTrain.Training.BaseModels;

/// <summary>Opens base models as <see cref="LoadedModel"/>s, whatever they lie in.</summary>
public static class BaseModelOpener
{
    /// <summary>Opens whatever a project names.</summary>
    /// <param name="request">Which model.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="ModelException">A file is missing, damaged or of an unknown kind.</exception>
    /// <exception cref="Core.Diagnostics.SynthException"><c>ST3106</c> when tokenizer and weights do not fit, <c>ST3101</c> for options, <c>ST3109</c> and <c>ST3117</c> for a model of the hub that cannot be had.</exception>
    public static async Task<LoadedModel> OpenAsync(BaseModelRequest request, CancellationToken cancellation)
    {
        if (request.Scratch is { } scratch)
            return ScratchModel.Make(scratch, request.Conversations, request.Seed, request.Options.Placement, cancellation);
        if (request.BaseFile is not { } file)
            return Open(request.Files, request.Options);
        var pinned = HubBase.Read(file);
        var hub = new HubFetcher(request.Hub ?? HubSettings.From(Environment.GetEnvironmentVariable), request.HubOptions);
        return Open(await hub.EnsureAsync(pinned, cancellation), request.Options with { Name = request.Options.Name ?? pinned.Id.Repository });
    }

    /// <summary>Opens the files of a project: the files of one Hugging Face folder, or one GGUF.</summary>
    /// <param name="files">Absolute paths.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ModelException">A file is missing, damaged or of an unknown kind.</exception>
    /// <exception cref="Core.Diagnostics.SynthException"><c>ST3106</c> when tokenizer and weights do not fit, <c>ST3101</c> for an unknown template.</exception>
    public static LoadedModel Open(IReadOnlyList<string> files, BaseModelOptions? options = null)
    {
        if (files is [var only] && only.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase))
            return GgufBase.Open(only, options ?? new());
        var config = files.FirstOrDefault(file => Path.GetFileName(file) == "config.json")
            ?? throw new ModelException(ModelFault.NotFound, $"the base model has {files.Count} files and no 'config.json' among them; name a Hugging Face folder or a .gguf file");
        return OpenFolder(Path.GetDirectoryName(config)!, files, options);
    }

    /// <summary>Opens a Hugging Face folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="files">The files that the model is made of, by full path; default: what the folder holds.</param>
    /// <param name="options">How.</param>
    /// <inheritdoc cref="Open" path="/exception"/>
    public static LoadedModel OpenFolder(string folder, IReadOnlyCollection<string>? files = null, BaseModelOptions? options = null)
    {
        options ??= new();
        var name = options.Name ?? folder;
        using var model = HuggingFaceModel.Open(folder, files);
        var tokenizer = Tokenizer(model);
        VocabularyFit.Check(name, tokenizer, model.Config);
        var papers = Papers(model, name);
        var variables = SpecialTokens.Variables(papers.TokenizerConfig);
        var template = TemplateChoice.Of(model.Tokenizer.ChatTemplate, Path.Combine(folder, "chat_template"), options.Template);
        var ends = (model.GenerationConfig?.EosTokenIds ?? TokenIdList.Empty).Concat(model.Config.EosTokenIds);
        return new LoadedModel
        {
            Decoder = DecoderLoader.Load(model, options.Placement),
            Tokenizer = tokenizer,
            Template = template,
            TemplateVariables = variables,
            EndTokens = EndTokens.Of(ends, tokenizer, template, variables),
            Files = papers,
        };
    }

    private static ModelTokenizer Tokenizer(HuggingFaceModel model)
    {
        if (model.Tokenizer.TokenizerJson is { } json)
            return TokenizerLoader.FromHuggingFace(json);
        if (model.Tokenizer.TokenizerModel is { } pieces)
            return TokenizerLoader.FromSentencePiece(pieces);
        throw new ModelException(ModelFault.NotFound, $"'{model.Folder}' has neither 'tokenizer.json' nor 'tokenizer.model', so that no text can become tokens; copy the tokenizer's files of the model into the folder", model.Folder);
    }

    private static BaseModelFiles Papers(HuggingFaceModel model, string name)
    {
        var generation = Path.Combine(model.Folder, "generation_config.json");
        var tokenizer = JsonObjects.Find(model.Tokenizer.TokenizerConfig) ?? [];
        tokenizer.Remove("chat_template");
        SpecialTokens.Complete(tokenizer, JsonObjects.Find(model.Tokenizer.SpecialTokensMap));
        return new BaseModelFiles
        {
            Name = name,
            Config = (JsonObject)model.ConfigJson.DeepClone(),
            GenerationConfig = JsonObjects.Find(File.Exists(generation) ? generation : null),
            TokenizerJson = model.Tokenizer.TokenizerJson is { } json ? File.ReadAllBytes(json) : null,
            TokenizerJsonMissing = "it has a SentencePiece 'tokenizer.model' alone; save it once with transformers (AutoTokenizer.from_pretrained(…).save_pretrained(…)), which writes a tokenizer.json",
            TokenizerConfig = tokenizer,
            Types = model.Weights.Files.SelectMany(file => file.Tensors).ToDictionary(tensor => tensor.Name, tensor => tensor.Type is SafetensorsType.F64 ? SafetensorsType.F32 : tensor.Type, StringComparer.Ordinal),
        };
    }
}
