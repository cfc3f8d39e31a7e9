using SynthTrain.Core.JsonSchema;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Evaluation.Answering;
using SynthTrain.Training.Evaluation.Scoring;
using SynthTrain.Training.Generation;

namespace SynthTrain.Training.Tests.Evaluation;

/// <summary>Evaluation of a model that really answers against what transformers and llama.cpp recorded.</summary>
[TestClass]
public sealed class TrainedModelTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task The_folder_achieves_what_transformers_recorded_row_by_row()
    {
        var evaluation = await TrainedModel.OfFolder;
        Agree(evaluation, "transformers float32", 0);
        var rows = TrainedModel.Rows.EnumerateArray().ToList();
        for (var i = 0; i < rows.Count; i++)
        {
            var prompt = evaluation.Prompts[i];
            CollectionAssert.AreEqual(rows[i].GetProperty("promptIds").EnumerateArray().Select(id => id.GetInt32()).ToArray(), prompt.Prompt, $"prompt of row {i}");
            CollectionAssert.AreEqual(rows[i].GetProperty("expectedIds").EnumerateArray().Select(id => id.GetInt32()).ToArray(), prompt.Expected.Ids.Where((_, at) => prompt.Expected.Trained[at]).ToArray(), $"answer of row {i}");
            Assert.AreEqual(rows[i].GetProperty("nll").GetProperty("transformers").GetDouble(), evaluation.Scores[i].NegativeLogLikelihood, 2e-4, $"likelihood of row {i}");
            Assert.AreEqual(rows[i].GetProperty("answers").GetProperty("transformers").GetString(), evaluation.Run.Rows[i].Answer!.Text, $"row {i}");
        }
    }

    [TestMethod]
    [DataRow("Q8_0", 1)]
    [DataRow("Q4_K_M", 2)]
    public async Task A_quantized_file_achieves_what_llama_cpp_recorded(string type, int rows)
    {
        var evaluation = await TrainedModel.OfFile(type);
        // llama.cpp rounds activations on such files and we do not, so a close decision may turn.
        Agree(evaluation, $"llama.cpp {type}", rows);
        var trained = await TrainedModel.OfFolder;
        TestContext.WriteLine($"{type}: {evaluation.Run.Rows.Zip(trained.Run.Rows).Count(pair => pair.First.Answer!.Text != pair.Second.Answer!.Text)} answers differ from the folder's");
    }

    [TestMethod]
    public async Task Answers_do_not_depend_on_how_many_rows_are_asked_at_a_time()
    {
        using var model = EvaluationModels.OpenGguf(Golden.Require("trained/cli-3m.Q8_0.gguf"));
        var rows = TrainedModel.Read(24);
        var (one, four) = (await With(1), await With(4));
        CollectionAssert.AreEqual(one.Run.Rows.Select(row => row.Answer!.Text).ToArray(), four.Run.Rows.Select(row => row.Answer!.Text).ToArray());

        async Task<ModelEvaluation> With(int concurrency) => await new ModelEvaluator(new ModelEvaluationOptions { Judge = new AnswerJudge(), Concurrency = concurrency }).EvaluateAsync("m", model, rows, CancellationToken.None);
    }

    [TestMethod]
    [DataRow("cli-3m", 300)]
    [DataRow("cli-3m.Q4_K_M.gguf", 60)]
    public async Task Answers_held_to_a_schema_are_all_valid(string name, int rows)
    {
        var schema = """{"type":"object","properties":{"command":{"type":"string"},"subcommand":{"type":"string"},"args":{"type":"object"},"flags":{"type":"array","items":{"type":"string"}}},"required":["command","subcommand","args","flags"],"additionalProperties":false}"""u8.ToArray();
        var path = Golden.Require($"trained/{name}");
        using var model = name.EndsWith(".gguf", StringComparison.Ordinal) ? EvaluationModels.OpenGguf(path) : BaseModelOpener.OpenFolder(path);
        var evaluation = await TrainedModel.Evaluate(name, model, loaded => JsonGrammar.OfSchema(schema, "schema.json", loaded).Start, new AnswerJudge(JsonSchema.Load(schema, "schema.json")), rows);
        TestContext.WriteLine($"{name}: valid {evaluation.Summary.ValidSchema}, exact {evaluation.Summary.Exact}, cut {evaluation.Summary.Cut}");
        Assert.AreEqual(new Share(rows, rows), evaluation.Summary.ValidSchema);
        Assert.AreEqual(new Share(rows, rows), evaluation.Summary.ValidJson);
        Assert.IsGreaterThanOrEqualTo(0.9, evaluation.Summary.Exact.Value);
    }

    private void Agree(ModelEvaluation evaluation, string program, int rows)
    {
        var summary = evaluation.Summary;
        var recorded = TrainedModel.Recorded(program);
        var fields = summary.Fields.ToDictionary(field => field.Key, field => field.Value);
        TestContext.WriteLine($"{program}: exact {summary.Exact}, command {fields["command"]}, subcommand {fields["subcommand"]}, args {fields["args"]}, flags {fields["flags"]}, JSON {summary.ValidJson}, perplexity {summary.Likelihood!.Perplexity:0.0000000}");
        var one = rows / 300.0 + 1e-9;
        Assert.AreEqual(recorded.GetProperty("exactMatch").GetDouble(), summary.Exact.Value, one);
        Assert.AreEqual(recorded.GetProperty("validJson").GetDouble(), summary.ValidJson.Value, one);
        Assert.AreEqual(recorded.GetProperty("commandAccuracy").GetDouble(), Commands(evaluation), one);
        Assert.AreEqual(recorded.GetProperty("perplexity").GetDouble(), summary.Likelihood.Perplexity, 1e-4);
        Assert.AreEqual(0, summary.Cut);
    }

    /// <summary>The recorded command accuracy is that of both words of a command.</summary>
    private static double Commands(ModelEvaluation evaluation) =>
        evaluation.Run.Rows.Count(row => row.Verdict!.Fields.Where(field => field.Path is "command" or "subcommand").All(field => field.IsCorrect)) / (double)evaluation.Run.Rows.Count;
}
