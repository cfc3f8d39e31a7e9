using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Spending;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Tests.Support;

namespace SynthTrain.Core.Tests.Spending;

[TestClass]
public sealed class FiguresTests
{
    [TestMethod]
    public void A_manifest_keeps_figures_by_model_in_its_run_section()
    {
        var run = new RunFigures
        {
            Requests = 3,
            Models = [new ModelFigures("a", 2, 20, 10, 0.5m), new ModelFigures("b", 1, 5, 5, null)],
            SinceCountBegan = [new ModelFigures("a", 9, 90, 40, 2m)],
            Fallbacks = new SortedDictionary<string, long> { ["a: overloaded"] = 1 },
        };
        var manifest = new Manifest { Stage = "drafts", Run = "main", Key = "k", State = Manifest.Complete, Asked = new Dictionary<string, string>(), Outputs = [], Result = new StageResult { Run = run } };
        var read = ManifestFile.Parse(ManifestFile.ToUtf8(manifest))!.Result.Run;
        CollectionAssert.AreEqual(run.Models.ToArray(), read.Models.ToArray());
        CollectionAssert.AreEqual(run.SinceCountBegan.ToArray(), read.SinceCountBegan.ToArray());
        Assert.AreEqual(1, read.Fallbacks["a: overloaded"]);
        Assert.AreEqual("b: 1 requests, 5 tokens in, 5 out, price unknown", read.Models[1].ToString());
    }

    [TestMethod]
    public void Status_tells_what_each_stage_and_the_project_have_spent_against_the_limits()
    {
        using var folder = new TempFolder();
        folder.Write(".synthtrain/spend/spend.jsonl", """
            {"session":0}
            {"hold":1,"session":1,"run":"main","stage":"drafts","model":"m","requests":1,"in":10,"out":100,"cost":0.5}
            {"hold":2,"session":1,"run":"main","stage":"drafts","model":"m","requests":1,"in":10,"out":100,"cost":0.5}
            {"settle":1,"session":1,"in":10,"out":20,"cost":0.1}

            """);
        var request = new StageRequest
        {
            Stage = "drafts",
            Run = "main",
            CodeVersion = 1,
            ProjectDirectory = folder.Root,
            Inputs = [],
            Outputs = [new StageFile("drafts", "drafts.jsonl")],
            Manifest = "drafts.manifest.json",
            Settings = new Dictionary<string, string> { [SpendLimits.CostSetting] = "2", [SpendLimits.RequestsSetting] = "100" },
        };
        var report = StatusReport.Of(new PhysicalFileSystem(), folder.Root, [request]);
        StringAssert.Contains(report.ToText(), "since the count began: m: 1 requests, 10 tokens in, 20 out, $0.10\n");
        StringAssert.Contains(report.ToText(), "  spent since the count began: $0.10 of $2.00, 1 of 100 requests, 30 tokens; up to $0.50 more for 1 requests without an end\n");
        StringAssert.Contains(report.ToJson(), "\"maxRequests\": 100");
    }

    [TestMethod]
    [DataRow("two")]
    [DataRow("-1")]
    public void A_limit_that_is_none_is_an_error(string text)
    {
        var request = new StageRequest { Stage = "s", Run = "main", CodeVersion = 1, ProjectDirectory = "/", Inputs = [], Outputs = [], Manifest = "", Settings = new Dictionary<string, string> { [SpendLimits.CostSetting] = text } };
        Assert.AreEqual(Codes.BadOption, Assert.ThrowsExactly<SynthException>(() => SpendLimits.Of(new StageOptions(request))).Diagnostics[0].Code);
    }
}
