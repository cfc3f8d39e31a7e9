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
            var results = entry.Value.GetProperty("results");
            foreach (var (name, everything) in new[] { ("allTokens", true), ("assistantOnly", false) })
            {
                var recorded = results.GetProperty(name);
                var measured = LikelihoodSummary.Of(new LikelihoodMeter(decoder).Measure([.. sequences.Select(sequence => Example(sequence, everything))]));
                Assert.AreEqual(recorded.GetProperty("tokens").GetInt64(), measured.Tokens);
                Assert.AreEqual(recorded.GetProperty("meanLoss").GetDouble(), measured.Mean, 3e-5, entry.Name);
                Assert.AreEqual(1, measured.Perplexity / recorded.GetProperty("perplexity").GetDouble(), 3e-5, entry.Name);
            }
        }
    }

    private static TokenizedExample Example(JsonElement sequence, bool everything)
    {
        var ids = sequence.GetProperty("input_ids").EnumerateArray().Select(id => id.GetInt32()).ToArray();
        return new(ids, [.. sequence.GetProperty("labels").EnumerateArray().Select(label => everything || label.GetInt32() >= 0)], "eval.json");
    }
}
