using System.Text.Json.Nodes;
using SynthTrain.Models.HuggingFace;

namespace SynthTrain.Training.BaseModels;

/// <summary>The <c>generation_config.json</c> of a trained model: the base's, with every token that ends an answer, so that other programs stop where this one does.</summary>
internal static class GenerationPaper
{
    public static JsonObject Of(LoadedModel model)
    {
        var json = (JsonObject)(model.Files.GenerationConfig?.DeepClone() ?? Made(model.Config));
        var known = Ids(json["eos_token_id"]).ToList();
        if (!model.EndTokens.All(known.Contains))
            json["eos_token_id"] = List([.. known.Union(model.EndTokens)]);
        return json;
    }

    /// <summary>One id as a number, several as a list, as transformers writes them.</summary>
    public static JsonNode? List(IReadOnlyList<int> ids) => ids.Count switch
    {
        0 => null,
        1 => ids[0],
        _ => new JsonArray([.. ids.Select(id => (JsonNode)id)]),
    };

    private static JsonObject Made(ModelConfig config)
    {
        var json = new JsonObject { ["_from_model_config"] = true };
        if (config.BosTokenId is { } begin)
            json["bos_token_id"] = begin;
        json["do_sample"] = false;
        if (config.EosTokenIds.Count > 0)
            json["eos_token_id"] = List(config.EosTokenIds);
        if (config.PadTokenId is { } padding)
            json["pad_token_id"] = padding;
        json["use_cache"] = true;
        return json;
    }

    private static IEnumerable<int> Ids(JsonNode? node) => node switch
    {
        JsonArray list => list.SelectMany(Ids),
        JsonValue value when value.TryGetValue<int>(out var id) => [id],
        _ => [],
    };
}
