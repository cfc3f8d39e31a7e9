using System.Text.Json.Nodes;
using SynthTrain.Models;
using SynthTrain.Models.Gguf;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Models.Safetensors;
using SynthTrain.Models.Tokenizers;
using SynthTrain.Models.Tokenizers.LlamaCpp;
using SynthTrain.Training.Decoder;

namespace SynthTrain.Training.BaseModels;

/// <summary>Opens a GGUF as a base model, and makes the papers that a folder needs from its metadata.</summary>
internal static class GgufBase
{
    private static readonly (string Key, string Token)[] s_tokens = [("bos", "bos_token"), ("eos", "eos_token"), ("unknown", "unk_token"), ("padding", "pad_token")];

    public static LoadedModel Open(string path, BaseModelOptions options)
    {
        var name = options.Name ?? path;
        using var model = GgufModel.Open(path);
        VocabularyFit.Check(name, model.Tokenizer, model.Config);
        var template = TemplateChoice.Of(model.Template?.Source, path, options.Template);
        return new LoadedModel
        {
            Decoder = DecoderLoader.Load(model.Config, model.ReadFloats, options.Placement),
            Tokenizer = model.Tokenizer,
            Template = template,
            TemplateVariables = model.TemplateVariables,
            EndTokens = EndTokens.Of(model.EndTokens, model.Tokenizer, template, model.TemplateVariables),
            Files = Papers(model, name),
        };
    }

    private static BaseModelFiles Papers(GgufModel model, string name)
    {
        var type = Stored(model);
        var config = model.Config with { TensorType = type switch { SafetensorsType.F32 => "float32", SafetensorsType.BF16 => "bfloat16", _ => "float16" } };
        var (tokenizer, missing) = Tokenizer(model);
        return new BaseModelFiles
        {
            Name = name,
            Config = ModelConfigWriter.ToJson(config),
            TokenizerJson = tokenizer,
            TokenizerJsonMissing = missing,
            TokenizerConfig = TokenizerConfig(model),
            Types = ModelTensors.Expected(config).Keys.ToDictionary(tensor => tensor, _ => type, StringComparer.Ordinal),
        };
    }

    /// <summary>Matrices decide; quantized ones fit into half precision, whose scales are such themselves.</summary>
    private static SafetensorsType Stored(GgufModel model) => model.Tensors.Where(tensor => tensor.Shape.Count > 1).CountBy(tensor => tensor.Type).MaxBy(type => type.Value).Key switch
    {
        GgufType.F32 => SafetensorsType.F32,
        GgufType.BF16 => SafetensorsType.BF16,
        _ => SafetensorsType.F16,
    };

    private static (byte[]? Json, string? Missing) Tokenizer(GgufModel model)
    {
        try
        {
            using var reader = GgufReader.Open(model.Name);
            return (GgufTokenizerJson.Write(GgufVocabulary.Of(reader)), null);
        }
        catch (ModelException exception) when (exception.Fault == ModelFault.UnsupportedTokenizer)
        {
            return (null, exception.Message + "; train from the Hugging Face folder that the file was made of");
        }
    }

    private static JsonObject TokenizerConfig(GgufModel model)
    {
        var json = new JsonObject { ["backend"] = "tokenizers", ["clean_up_tokenization_spaces"] = false, ["model_max_length"] = model.Config.MaxPositions, ["tokenizer_class"] = "PreTrainedTokenizerFast" };
        foreach (var (key, token) in s_tokens)
        {
            if (model.Metadata.GetValueOrDefault($"tokenizer.ggml.{key}_token_id")?.Integer is { } id and >= 0 and < int.MaxValue && model.Tokenizer.IdToToken((int)id) is { } text)
                json[token] = text;
        }

        return json;
    }
}
