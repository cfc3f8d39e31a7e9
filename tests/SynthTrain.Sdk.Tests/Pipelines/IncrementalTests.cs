using System.Text.Json.Nodes;
using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Pipelines;

/// <summary>What runs again after a change, and what does not.</summary>
[TestClass]
public sealed class IncrementalTests
{
    private const string Spec = "data/specs/dataset_v1_spec.yaml";
    private const string Plan = "data/interim/prompt_plan_v1.jsonl";
    private const string Dataset = "data/processed/dataset_v1.jsonl";

    [TestMethod]
    public void Touching_every_file_runs_nothing()
    {
        using var project = Checkouts.Full();
        foreach (var file in Directory.GetFiles(project.Root, "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow);

        ShouldRun(project, project.Build("DataFull", "--no-restore"), []);

        Assert.IsEmpty(project.Calls);
    }

    [TestMethod]
    public void One_edited_plan_row_asks_one_draft_one_critique_and_one_refinement()
    {
        using var project = Checkouts.Full();
        var at = Array.FindIndex(project.Lines(Dataset), line => line.Contains("\"refined\":true", StringComparison.Ordinal));
        var id = Id(project.Lines(Dataset)[at]);
        project.Edit(Plan, text => string.Join('\n', text.Split('\n').Select(line => line.Length > 0 && Id(line) == id ? WithPrompt(line, "Please be brief.") : line)));

        var build = project.Build("DataFull", "--no-restore -p:SynthAdopt=Plan");

        build.ShouldSay("plan: 120 rows -> data/interim/prompt_plan_v1.jsonl; adopted").ShouldSay("drafts: stale: input plan data/interim/prompt_plan_v1.jsonl: content changed");
        Assert.AreEqual("1 1 1", $"{project.CallsFor("draft")} {project.CallsFor("critique")} {project.CallsFor("refine")}", build.ToString());
        Assert.IsTrue(project.Calls.All(call => call.Contains($"\"{id}\"", StringComparison.Ordinal)), "Another row was asked.");
        ShouldRun(project, build, ["Plan", "Drafts", "Critiques", "Dataset", "Qa", "Split", "PrepareSft"]);
        ShouldRun(project, project.Build("DataFull", "--no-restore"), []);
    }

    [TestMethod]
    public void A_prompt_that_changes_no_critique_leaves_everything_after_them_alone()
    {
        using var project = Checkouts.Full();
        project.Edit("prompts/critique.md", text => text + "\nThank you.\n");

        var build = project.Build("DataFull", "--no-restore");

        build.ShouldSay("critiques: stale: input template prompts/critique.md: content changed");
        ShouldRun(project, build, ["Critiques"]);
        Assert.AreEqual(120, project.CallsFor("critique"));
        Assert.HasCount(120, project.Calls);
    }

    [TestMethod]
    public void One_changed_fact_asks_the_rows_that_hold_it()
    {
        using var project = Checkouts.Full();
        const string Fact = "Checked bags sometimes arrive a day late.";
        var rows = project.Lines(Plan).Where(line => line.Contains(Fact, StringComparison.Ordinal)).Select(Id).ToList();
        project.Edit(Spec, text => text.Replace(Fact, "Checked bags now and then arrive a day late.", StringComparison.Ordinal));

        var build = project.Build("DataFull", "--no-restore").ShouldSucceed();

        Assert.IsNotEmpty(rows);
        Assert.IsLessThan(60, rows.Count);
        CollectionAssert.AreEquivalent(rows, Rows(project, "draft"), build.ToString());
        CollectionAssert.IsSubsetOf(Rows(project, "critique"), rows);
        CollectionAssert.IsSubsetOf(Rows(project, "refine"), rows);
    }

    [TestMethod]
    public void A_comment_in_the_spec_runs_the_plan_and_nothing_else()
    {
        using var project = Checkouts.Full();
        project.Edit(Spec, text => "# A thought.\n" + text);

        var build = project.Build("DataFull", "--no-restore");

        build.ShouldSay($"plan: stale: input spec {Spec}: content changed");
        ShouldRun(project, build, ["Plan"]);
        Assert.IsEmpty(project.Calls);
        CollectionAssert.AreEqual(Data(Checkouts.FullMade()), Data(project.Made()));
    }

    private static void ShouldRun(PocketGuide project, CliResult build, string[] stages)
    {
        build.ShouldSucceed();
        foreach (var stage in new[] { "Plan", "Drafts", "Critiques", "Dataset", "Qa", "Split", "PrepareSft" })
            Assert.AreEqual(stages.Contains(stage) ? 1 : 0, build.Ran(stage), $"{stage} in {project.Root}\n{build}");
        Assert.AreEqual(stages.Length, build.WorkersStarted(), build.ToString());
    }

    private static SortedDictionary<string, string> Data(SortedDictionary<string, string> made) =>
        new(made.Where(file => !file.Key.EndsWith(".manifest.json", StringComparison.Ordinal)).ToDictionary(), StringComparer.Ordinal);

    private static List<string> Rows(PocketGuide project, string task) =>
        [.. project.Calls.Select(call => JsonNode.Parse(call)!).Where(call => (string)call["task"]! == task).Select(call => (string)call["row"]!)];

    private static string Id(string line) => (string)JsonNode.Parse(line)!["id"]!;

    private static string WithPrompt(string line, string more) =>
        line.Replace("\",\"subject\":", $" {more}\",\"subject\":", StringComparison.Ordinal);
}
