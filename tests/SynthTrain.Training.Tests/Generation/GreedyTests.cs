using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Training.Generation;
using SynthTrain.Training.Tests.Support;

namespace SynthTrain.Training.Tests.Generation;

/// <summary>Greedy answers against transformers' and llama.cpp's, wherever no decision was closer than 1e-3.</summary>
[TestClass]
public sealed class GreedyTests
{
    private const double ClearGap = 1e-3;

    [TestMethod]
    [DataRow("llama-tied-rope")]
    [DataRow("llama-untied-bf16-sharded")]
    [DataRow("smollm2-like")]
    [DataRow("qwen2-bias")]
    [DataRow("qwen3-qknorm")]
    [DataRow("mistral")]
    [DataRow("mistral-window")]
    [DataRow("llama-256-bf16")]
    [DataRow("llama-320-fallback-bf16")]
    public void Answers_are_those_of_transformers(string name)
    {
        using var model = GoldenModel.Open($"models/{name}");
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Golden.Require($"models/{name}/expected/generate.json")));
        foreach (var row in expected.RootElement.EnumerateArray().Where(row => row.GetProperty("smallestTop2Gap").GetDouble() > ClearGap))
        {
            var answer = new TextGenerator(model).Answer(Ids(row, "promptIds"), new() { MaxTokens = 24 });
            CollectionAssert.AreEqual(Ids(row, "greedyIds"), answer.Ids.ToArray(), row.GetProperty("prompt").GetString());
            Assert.AreEqual(AnswerEnd.Length, answer.Finish);
            Assert.AreEqual(model.Tokenizer.Decode(answer.Ids, skipSpecialTokens: true), answer.Text);
        }
    }

    [TestMethod]
    public void A_prompt_as_long_as_the_model_sees_is_refused()
    {
        using var model = GoldenModel.Open("models/llama-tied-rope");
        var fault = Assert.ThrowsExactly<SynthException>(() => new TextGenerator(model).Answer([.. Enumerable.Repeat(5, model.Config.MaxPositions)], new()));
        Assert.AreEqual(Codes.TooLong, fault.Diagnostics[0].Code);
        StringAssert.Contains(fault.Message, $"'{model.Config.MaxPositions}' tokens");
    }

    [TestMethod]
    public void An_answer_ends_at_the_models_last_position()
    {
        using var model = GoldenModel.Open("models/llama-tied-rope");
        var answer = new TextGenerator(model).Answer([.. Enumerable.Repeat(5, model.Config.MaxPositions - 3)], new() { MaxTokens = 50 });
        Assert.HasCount(3, answer.Ids);
        Assert.AreEqual(AnswerEnd.Length, answer.Finish);
    }

    [TestMethod]
    public void A_token_that_the_model_has_no_row_for_is_refused()
    {
        using var model = GoldenModel.Open("models/mistral");
        var fault = Assert.ThrowsExactly<SynthException>(() => new TextGenerator(model).Answer([1, 100_000], new()));
        Assert.AreEqual(Codes.VocabularyMismatch, fault.Diagnostics[0].Code);
    }

    [TestMethod]
    public void A_cancelled_answer_stops_before_the_next_token()
    {
        using var model = GoldenModel.Open("models/mistral");
        using var source = new CancellationTokenSource();
        var pieces = 0;
        Assert.ThrowsExactly<OperationCanceledException>(() => new TextGenerator(model).Answer([1, 5, 9], new() { MaxTokens = 200, Received = _ => { pieces++; source.Cancel(); } }, cancellation: source.Token));
        Assert.AreEqual(1, pieces);
    }

    [TestMethod]
    public void Equal_seeds_draw_equal_answers_and_others_do_not()
    {
        using var model = GoldenModel.Open("models/mistral");
        var options = new GenerationOptions { MaxTokens = 16, Temperature = 1, Seed = 7 };
        var generator = new TextGenerator(model);
        var first = generator.Answer([1, 5, 9], options);
        CollectionAssert.AreEqual(first.Ids.ToArray(), generator.Answer([1, 5, 9], options).Ids.ToArray());
        CollectionAssert.AreNotEqual(first.Ids.ToArray(), generator.Answer([1, 5, 9], options with { Seed = 8 }).Ids.ToArray());
    }

    internal static int[] Ids(JsonElement row, string name) => [.. row.GetProperty(name).EnumerateArray().Select(id => id.GetInt32())];
}
