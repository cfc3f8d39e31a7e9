using System.Text.Json;
using SynthTrain.Core.IO;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Evaluation.Answering;
using SynthTrain.Training.Evaluation.Rows;
using SynthTrain.Training.Evaluation.Scoring;
using SynthTrain.Training.Generation;

namespace SynthTrain.Training.Tests.Evaluation;

/// <summary>The small trained model with its 300 held-out requests and what other programs answered.</summary>
internal static class TrainedModel
{
    private static readonly Lazy<JsonElement> s_expected = new(() => JsonElement.Parse(File.ReadAllText(Golden.Require("trained/expected.json"))));
    private static readonly Lazy<Task<ModelEvaluation>> s_folder = new(async () =>
    {
        using var model = BaseModelOpener.OpenFolder(Folder);
        return await Evaluate("model", model);
    });

    public static string Folder => Golden.Require("trained/cli-3m");

    public static JsonElement Rows => s_expected.Value.GetProperty("rows");

    /// <summary>The folder's evaluation, made once.</summary>
    public static Task<ModelEvaluation> OfFolder => s_folder.Value;

    public static JsonElement Recorded(string program) => s_expected.Value.GetProperty("summary").GetProperty(program);

    public static IReadOnlyList<EvaluationRow> Read(int? limit = null)
    {
        var path = Path.GetTempFileName();
        File.WriteAllLines(path, Rows.EnumerateArray().Select(row => JsonSerializer.Serialize(new Dictionary<string, string> { ["prompt"] = row.GetProperty("input").GetString()!, ["expected"] = row.GetProperty("expected").GetString()! })));
        var rows = EvaluationRowReader.Read(new PhysicalFileSystem(), path, "expected.jsonl", limit);
        File.Delete(path);
        Assert.IsEmpty(rows.Rejected);
        return rows.Rows;
    }

    public static Task<ModelEvaluation> Evaluate(string name, LoadedModel model, Func<LoadedModel, Func<ITokenConstraint>>? constraint = null, AnswerJudge? judge = null) => new ModelEvaluator(new ModelEvaluationOptions
    {
        Judge = judge ?? new AnswerJudge(),
        Generation = new GenerationOptions { MaxTokens = 96 },
        Concurrency = Environment.ProcessorCount,
        Constraint = constraint,
    }).EvaluateAsync(name, model, Read(), CancellationToken.None);
}
