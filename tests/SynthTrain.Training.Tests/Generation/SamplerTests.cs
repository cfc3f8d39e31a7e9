using System.Text.Json;
using SynthTrain.Training.Generation;

namespace SynthTrain.Training.Tests.Generation;

/// <summary>Scores and probabilities after every processor, against transformers.</summary>
[TestClass]
public sealed class SamplerTests
{
    [TestMethod]
    public void Scores_and_probabilities_are_those_of_transformers()
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(Golden.Require("training/sampling.json")));
        var root = golden.RootElement;
        foreach (var setting in root.GetProperty("cases").EnumerateArray())
        {
            var options = Options(setting.GetProperty("settings"));
            var tied = setting.GetProperty("tiedRows").EnumerateArray().Select(row => row.GetInt32()).ToHashSet();
            for (var row = 0; row < 3; row++)
            {
                var sampler = new Sampler(options);
                sampler.See([.. root.GetProperty("inputIds")[row].EnumerateArray().Select(id => id.GetInt32())]);
                var scores = Floats(root.GetProperty("logits")[row]);
                sampler.Process(scores);
                var (expected, actual) = (Floats(setting.GetProperty("scores")[row]), scores);
                var (likely, drawn) = (Floats(setting.GetProperty("probabilities")[row]), Probabilities(scores));
                if (tied.Contains(row))
                    (expected, actual, likely, drawn) = ([.. expected.Order()], [.. actual.Order()], [.. likely.Order()], [.. drawn.Order()]);
                for (var i = 0; i < expected.Length; i++)
                {
                    var what = $"{setting.GetProperty("settings")} row {row} token {i}";
                    Assert.IsTrue(expected[i] == actual[i] || Math.Abs(expected[i] - actual[i]) <= 1e-6 * Math.Max(1, Math.Abs(expected[i])), $"{what}: {expected[i]} {actual[i]}");
                    Assert.AreEqual(likely[i], drawn[i], 5e-7, what);
                }
            }
        }
    }

    [TestMethod]
    public void Draws_come_as_often_as_their_probabilities_say()
    {
        float[] scores = [0, 1, 2, float.NegativeInfinity, 0.5f];
        var expected = Probabilities(scores);
        var counts = new int[scores.Length];
        var sampler = new Sampler(new() { Temperature = 1, Seed = 3 });
        const int Draws = 20_000;
        for (var i = 0; i < Draws; i++)
            counts[sampler.Choose([.. scores], i)]++;
        for (var i = 0; i < scores.Length; i++)
            Assert.AreEqual(expected[i], (double)counts[i] / Draws, 0.015);
        Assert.AreEqual(0, counts[3]);
    }

    private static float[] Probabilities(float[] scores)
    {
        var top = scores.Max();
        var total = scores.Sum(score => Math.Exp(score - top));
        return [.. scores.Select(score => (float)(Math.Exp(score - top) / total))];
    }

    private static GenerationOptions Options(JsonElement settings) => new()
    {
        Temperature = settings.TryGetProperty("temperature", out var temperature) ? temperature.GetDouble() : 1,
        TopK = settings.TryGetProperty("top_k", out var k) ? k.GetInt32() : 0,
        TopP = settings.TryGetProperty("top_p", out var p) ? p.GetDouble() : 1,
        MinP = settings.TryGetProperty("min_p", out var least) ? least.GetDouble() : 0,
        RepetitionPenalty = settings.TryGetProperty("repetition_penalty", out var penalty) ? penalty.GetDouble() : 1,
    };

    private static float[] Floats(JsonElement row) => [.. row.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.String
        ? value.GetString() == "-Infinity" ? float.NegativeInfinity : float.NaN : value.GetSingle())];
}
