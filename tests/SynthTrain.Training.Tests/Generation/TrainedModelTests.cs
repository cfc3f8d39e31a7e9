using System.Text.Json;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Generation;
using SynthTrain.Training.Tests.Support;

namespace SynthTrain.Training.Tests.Generation;

/// <summary>A model that learned to answer in JSON: 300 held-out requests, answered many at once, against transformers' answers.</summary>
[TestClass]
public sealed class TrainedModelTests
{
    private const string Schema = """
        {"type":"object","properties":{"command":{"type":"string","minLength":1},"subcommand":{"type":"string"},"args":{"type":"object"},"flags":{"type":"array","items":{"type":"string"}}},
         "required":["command","subcommand","args","flags"],"additionalProperties":false}
        """;

    [TestMethod]
    public void Answers_to_300_requests_are_those_of_transformers_with_and_without_a_schema()
    {
        using var model = GoldenModel.Open("trained/cli-3m", ends: true);
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Golden.Require("trained/expected.json")));
        var rows = expected.RootElement.GetProperty("rows").EnumerateArray().ToArray();
        var prompts = rows.Select(row => (IReadOnlyList<int>)GreedyTests.Ids(row, "promptIds")).ToArray();
        var grammar = JsonGrammar.OfSchema(System.Text.Encoding.UTF8.GetBytes(Schema), "schema", model);
        var generator = new TextGenerator(model) { BatchSize = 32 };
        var free = generator.AnswerAll(prompts, new() { MaxTokens = 96 });
        var held = generator.AnswerAll(prompts, new() { MaxTokens = 96 }, _ => grammar.Start());
        for (var i = 0; i < rows.Length; i++)
        {
            var answer = rows[i].GetProperty("answers").GetProperty("transformers").GetString();
            Assert.AreEqual(answer, free[i].Text, rows[i].GetProperty("input").GetString());
            Assert.AreEqual(answer, held[i].Text, rows[i].GetProperty("input").GetString());
            Assert.AreEqual(AnswerEnd.Stop, held[i].Finish);
        }
    }

    [TestMethod]
    [DataRow("Q8_0")]
    [DataRow("Q4_K_M")]
    public void Answers_of_quantized_files_are_llama_cpps(string type)
    {
        using var model = GoldenModel.OpenGguf($"trained/cli-3m.{type}.gguf", ends: true);
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Golden.Require("trained/expected.json")));
        var rows = expected.RootElement.GetProperty("rows").EnumerateArray().ToArray();
        var answers = Answers(model, rows);
        var same = rows.Zip(answers).Count(pair => Expected(pair.First.GetProperty("answers"), type) == pair.Second.Text);
        // llama.cpp rounds activations too: close decisions may turn.
        Assert.IsGreaterThanOrEqualTo(rows.Length - 2, same);
    }

    private static string? Expected(JsonElement answers, string type) => answers.TryGetProperty(type, out var own) ? own.GetString() : answers.GetProperty("transformers").GetString();

    private static IReadOnlyList<GeneratedAnswer> Answers(LoadedModel model, JsonElement[] rows) =>
        new TextGenerator(model) { BatchSize = 32 }.AnswerAll([.. rows.Select(row => (IReadOnlyList<int>)GreedyTests.Ids(row, "promptIds"))], new() { MaxTokens = 96 });
}
