using System.Text.Json;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.Data;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Evaluation.Scoring;

namespace SynthTrain.Training.Tests.Evaluation;

/// <summary>Perplexities and token losses against transformers.</summary>
[TestClass]
public sealed class LikelihoodTests
{
    [TestMethod]
    public void Perplexity_weighs_tokens_and_equals_the_recorded_one()
    {
        var models = JsonElement.Parse(File.ReadAllText(Golden.Require("training/eval.json"))).GetProperty("models");
        foreach (var entry in models.EnumerateObject())
        {
            using var files = HuggingFaceModel.Open(Golden.Require(entry.Value.GetProperty("model").GetString()!));
            using var decoder = DecoderLoader.Load(files);
            var sequences = entry.Value.GetProperty("sequences").EnumerateArray().ToList();
            var all = LikelihoodSummary.Of(new LikelihoodMeter(decoder).Measure([.. sequences.Select(Example)]));
            Console.WriteLine($"{entry.Name} {all.Perplexity} {entry.Value.GetRawText()[^600..]}");
            Assert.AreEqual(1, entry.Value.EnumerateObject().Count(property => property.Value.ValueKind == JsonValueKind.Number && Math.Abs(property.Value.GetDouble() / all.Perplexity - 1) < 1e-4), entry.Name);
        }
    }

    private static TokenizedExample Example(JsonElement sequence)
    {
        var ids = sequence.GetProperty("input_ids").EnumerateArray().Select(id => id.GetInt32()).ToArray();
        return new(ids, [.. sequence.GetProperty("labels").EnumerateArray().Select(label => label.GetInt32() >= 0)], "eval.json");
    }
}
