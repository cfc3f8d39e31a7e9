using System.Text.Json;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Data;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Lora;
using SynthTrain.Training.Preferences;

namespace SynthTrain.Training.Tests.Preferences;

/// <summary>TRL's runs on preferences: inputs and models.</summary>
internal static class GoldenDpo
{
    /// <summary>The 24 conversations as tokens.</summary>
    public static PreferencePair[] Pairs(string model = "llama-tied-rope") =>
        [.. Json($"tokenised-{model}.json").GetProperty("conversational").EnumerateArray().Select((pair, i) => new PreferencePair(Ids(pair, "prompt_ids"), Ids(pair, "chosen_ids"), Ids(pair, "rejected_ids"), $"pair {i}"))];

    /// <summary>A JSON file of the folder.</summary>
    public static JsonElement Json(string name) => JsonElement.Parse(File.ReadAllBytes(Golden.Require($"training/dpo/{name}")));

    /// <summary>The model with an adapter of the folder.</summary>
    public static (DecoderModel Model, LoraAdapters Adapters) Open(string adapter)
    {
        using var folder = HuggingFaceModel.Open(Golden.Require("models/llama-tied-rope"));
        var decoder = DecoderLoader.Load(folder);
        using var weights = Adapter.Open(Golden.Require($"training/dpo/{adapter}"));
        return (decoder, LoraAdapters.Attach(decoder, weights));
    }

    /// <summary>An objective over pairs with nothing kept on disk.</summary>
    public static DpoObjective Objective(DecoderModel model, IReadOnlyList<PreferencePair> pairs, DpoOptions? options = null, IReadOnlyList<PreferencePair>? validation = null)
    {
        using var cache = ReferenceCache.InMemory();
        return Objective(model, pairs, cache, options, validation);
    }

    /// <summary>An objective over pairs whose reference scores are kept by the caller.</summary>
    public static DpoObjective Objective(DecoderModel model, IReadOnlyList<PreferencePair> pairs, ReferenceCache cache, DpoOptions? options, IReadOnlyList<PreferencePair>? validation = null) =>
        new(model, options ?? Options(), new() { Train = pairs, Validation = validation ?? [], Cache = cache });

    /// <summary>Options of one loss.</summary>
    public static DpoOptions Options(params string[] losses) => new() { Base = "golden", LossTypes = losses is [] ? ["sigmoid"] : losses };

    /// <summary>Whole numbers of a field.</summary>
    public static int[] Ids(JsonElement row, string field) => [.. row.GetProperty(field).EnumerateArray().Select(id => id.GetInt32())];
}
