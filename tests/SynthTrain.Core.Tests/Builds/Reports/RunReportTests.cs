using System.Text.Json;
using SynthTrain.Core.Builds;
using SynthTrain.Core.Builds.Reports;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Tests.Support;

namespace SynthTrain.Core.Tests.Builds.Reports;

/// <summary>What manifests say of time, requests, tokens and money, added up and printed.</summary>
[TestClass]
public sealed class RunReportTests
{
    [TestMethod]
    public void Stages_are_added_up_and_one_without_a_manifest_is_named()
    {
        using var folder = new TempFolder();
        Leave(folder, "drafts", 65, new() { RowsIn = 1200, Accepted = 1190, Run = new() { Requests = 1200, InputTokens = 4000, OutputTokens = 2500, Cost = 0.25m, Models = [new("m", 1200, 4000, 2500, 0.25m)] } });
        Leave(folder, "train", 3725.4, new() { RowsIn = 1190, Accepted = 1190, Figures = [new("loss", "5.0 -> 0.1")], Run = new() { Cost = 2m, Notes = [new("rate", "9 tokens/s")] } });

        var report = RunReport.Of(new PhysicalFileSystem(), folder.Root, [Request(folder, "drafts"), Request(folder, "train"), Request(folder, "dpo")]).Single();

        Assert.AreEqual(3790.4, report.Seconds, 1e-9);
        Assert.AreEqual((1200L, 4000L, 2500L, 2.25m), (report.Requests, report.InputTokens, report.OutputTokens, report.Cost));
        CollectionAssert.AreEqual((string[])["dpo"], report.NotMade.ToArray());
        var lines = report.ToLines();
        // Without inputs and outputs on disk both are stale: what they took is told all the same.
        Assert.AreEqual("drafts (STALE) | 1,200 -> 1,190 rows | 1 min 5 s | 1,200 | 6,500 | $0.25", Cells(lines[2]));
        Assert.AreEqual("train (STALE) | 1,190 -> 1,190 rows | 1 h 2 min | - | - | $2.00", Cells(lines[3]));
        Assert.AreEqual("in all | 1 h 3 min | 1,200 | 6,500 | $2.25", Cells(lines[4]));
        CollectionAssert.Contains(lines.ToList(), "  train, loss: 5.0 -> 0.1");
        CollectionAssert.Contains(lines.ToList(), "  train, rate: 9 tokens/s");
        CollectionAssert.Contains(lines.ToList(), "main: not made: dpo");
        using var json = JsonDocument.Parse(RunReport.ToJson([report]));
        Assert.AreEqual(2.25m, json.RootElement[0].GetProperty("cost").GetDecimal());
        Assert.AreEqual(0.25m, json.RootElement[0].GetProperty("stages")[0].GetProperty("cost").GetDecimal());
    }

    [TestMethod]
    public void What_interrupted_executions_took_counts_and_a_model_without_a_price_makes_the_sum_unknown()
    {
        using var folder = new TempFolder();
        Leave(folder, "drafts", 1, new()
        {
            Run = new() { Requests = 10, InputTokens = 100, OutputTokens = 10, Cost = 0.1m, Models = [new("m", 10, 100, 10, 0.1m)], SinceCountBegan = [new("m", 40, 400, 40, 0.4m)] },
        });
        Leave(folder, "critiques", 1, new() { Run = new() { Requests = 5, Models = [new("free", 5, 50, 5, null)] } });

        var report = RunReport.Of(new PhysicalFileSystem(), folder.Root, [Request(folder, "drafts"), Request(folder, "critiques")]).Single();

        Assert.AreEqual((40L, 400L, 0.4m), (report.Stages[0].Requests, report.Stages[0].InputTokens, report.Stages[0].Cost));
        Assert.IsNull(report.Cost);
        StringAssert.EndsWith(report.ToLines()[4], "price unknown");
    }

    private static string Cells(string line) => string.Join(" | ", line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static void Leave(TempFolder folder, string stage, double seconds, StageResult result) => folder.Write($"{stage}.manifest.json", System.Text.Encoding.UTF8.GetString(ManifestFile.ToUtf8(new()
    {
        Stage = stage,
        Run = "main",
        Key = "k",
        State = Manifest.Complete,
        Asked = new Dictionary<string, string>(),
        Outputs = [new($"{stage}.jsonl", "h", 1)],
        Result = result,
        Duration = TimeSpan.FromSeconds(seconds),
    }).Span));

    private static StageRequest Request(TempFolder folder, string stage) => new()
    {
        Stage = stage,
        Run = "main",
        CodeVersion = 1,
        ProjectDirectory = folder.Root,
        Inputs = [],
        Outputs = [new StageFile(stage, $"{stage}.jsonl")],
        Manifest = $"{stage}.manifest.json",
    };
}
