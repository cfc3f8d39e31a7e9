using System.Collections.Concurrent;
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
    private static readonly Lazy<JsonElement> s_expected = new(() => JsonElement.Parse(System.IO.File.ReadAllText(Golden.Require("trained/expected.json"))));
    private static readonly Lazy<Task<ModelEvaluation>> s_folder = new(async () =>
    {
        using var model = BaseModelOpener.OpenFolder(Folder);
        return await Evaluate("model", model);
    });

    private static readonly ConcurrentDictionary<string, Lazy<Task<ModelEvaluation>>> s_files = new(StringComparer.Ordinal);

    public static string Folder => Golden.Require("trained/cli-3m");

    public static JsonElement Rows => s_expected.Value.GetProperty("rows");

    /// <summary>The folder's evaluation, made once.</summary>
    public static Task<ModelEvaluation> OfFolder => s_folder.Value;

    /// <summary>A file's evaluation, made once.</summary>
    public static Task<ModelEvaluation> OfFile(string type) => s_files.GetOrAdd(type, static key => new(async () =>
    {
        using var model = EvaluationModels.OpenGguf(File(key));
        return await Evaluate(key, model);
    })).Value;

    public static string File(string type) => Golden.Require($"trained/cli-3m.{type}.gguf");

    public static JsonElement Recorded(string program) => s_expected.Value.GetProperty("summary").GetProperty(program);

    public static IReadOnlyList<EvaluationRow> Read(int? limit = null)
    {
        var path = Path.GetTempFileName();
        System.IO.File.WriteAllLines(path, Rows.EnumerateArray().Select(row => JsonSerializer.Serialize(new Dictionary<string, string> { ["prompt"] = row.GetProperty("input").GetString()!, ["expected"] = row.GetProperty("expected").GetString()! })));
        var rows = EvaluationRowReader.Read(new PhysicalFileSystem(), path, "expected.jsonl", limit);
        System.IO.File.Delete(path);
        Assert.IsEmpty(rows.Rejected);
        return rows.Rows;
    }

    public static Task<ModelEvaluation> Evaluate(string name, LoadedModel model, Func<LoadedModel, Func<ITokenConstraint>>? constraint = null, AnswerJudge? judge = null, int? limit = null) => new ModelEvaluator(new ModelEvaluationOptions
    {
        Judge = judge ?? new AnswerJudge(),
        Generation = new GenerationOptions { MaxTokens = 96 },
        Concurrency = Environment.ProcessorCount,
        Constraint = constraint,
    }).EvaluateAsync(name, model, Read(limit), CancellationToken.None);
}
