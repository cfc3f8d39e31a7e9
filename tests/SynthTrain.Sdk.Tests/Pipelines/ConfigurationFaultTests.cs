using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Pipelines;

/// <summary>Broken files that a project is configured by: a code, a place, and nothing lost.</summary>
[TestClass]
public sealed class ConfigurationFaultTests
{
    private const string Spec = "data/specs/dataset_v1_spec.yaml";
    private const string Teacher = "configs/teacher.yaml";

    [TestMethod]
    public void Each_broken_file_is_a_coded_error_with_its_place_and_mending_it_is_enough()
    {
        using var project = Checkouts.Full();

        Break(project, Spec, text => text.Replace("seed: 42", "seed: [42", StringComparison.Ordinal), "ST0003", $"{Spec}({Line(project, Spec, "seed: 42")},");
        Break(project, Spec, text => text.Replace("visas and documents, count: 20", "visas and documents, count: 23", StringComparison.Ordinal), "ST0010", $"{Spec}({Line(project, Spec, "visas and documents, count")},");
        Break(project, "prompts/draft.md", text => text + "Mind {nonsense}.\n", "ST0004", $"prompts/draft.md({project.Lines("prompts/draft.md").Length + 1},6)");
        Break(project, "prompts/critique.md", text => text.Replace("{draft}", "the draft", StringComparison.Ordinal), "ST0004", "prompts/critique.md");
        Break(project, "data/schemas/response.schema.json", text => text.Replace("\"required\":", "\"requiered\":", StringComparison.Ordinal), "ST0009", "response.schema.json(");
        Break(project, "data/schemas/critique.schema.json", _ => "{\n", "ST0009", "critique.schema.json(2,1)");
        Break(project, Teacher, text => text.Replace("latency_ms: 0", "latency_ms: soon", StringComparison.Ordinal), "ST2001", $"{Teacher}({Line(project, Teacher, "latency_ms: 0")},15)");
        Break(project, Teacher, text => text.Replace("default: offline", "default: other", StringComparison.Ordinal), "ST2001", $"{Teacher}({Line(project, Teacher, "default: offline")},10)");
        BreakBytes(project, "prompts/refine.md", "ST0006", $"prompts/refine.md({project.Lines("prompts/refine.md").Length + 1},3)");

        ShouldBeMended(project);
    }

    [TestMethod]
    public void A_missing_file_and_a_folder_in_its_place_are_named()
    {
        using var project = Checkouts.Full();
        var prompt = project.Read("prompts/draft.md");

        project.Delete("prompts/draft.md");
        project.Build("DataFull", "--no-restore").ShouldFail("ST0001").ShouldSay("prompts/draft.md : error ST0001");
        Directory.CreateDirectory(project["prompts/draft.md"]);
        project.Build("DataFull", "--no-restore").ShouldFail("ST0001").ShouldSay("prompts/draft.md : error ST0001");

        project.Delete("prompts/draft.md");
        project.Write("prompts/draft.md", prompt);
        ShouldBeMended(project);
    }

    [TestMethod]
    public void Options_that_are_not_allowed_are_named_with_what_is_allowed()
    {
        using var project = Checkouts.Full();

        Refuse(project, "-p:SynthTrainFraction=0.9", "ST0002", "together 1.1");
        Refuse(project, "-p:SynthLimit=none", "ST0002", "SynthLimit is 'none'");
        Refuse(project, "-p:SynthGating=loose", "ST0002", "'loose'");
        Refuse(project, "-p:SynthForce=Draft", "ST1009", "'draft'; the stages of recipe Distill are Plan, Drafts,");
        Refuse(project, "-p:SynthAdopt=Plan%3BNothing", "ST1009", "'nothing'");
        Refuse(project, "-p:SynthDraftsFile=../drafts.jsonl", "ST0011", "lies outside the project");

        ShouldBeMended(project);
    }

    [TestMethod]
    public void A_cycle_is_shown_as_a_chain_before_anything_runs()
    {
        using var project = Checkouts.Full();
        var before = project.Tree();

        var self = project.Build("DataFull", "--no-restore -p:SynthDraftsFile=data/interim/prompt_plan_v1.jsonl");
        self.ShouldFail("ST0017").ShouldSay("drafts -> data/interim/prompt_plan_v1.jsonl -> drafts");
        foreach (var verb in new[] { "Plan", "DataFull" })
        {
            var cycle = project.Build(verb, "--no-restore -p:SynthSpec=data/interim/critiques_v1.jsonl").ShouldFail("ST0017");
            cycle.ShouldSay("plan -> critiques -> drafts -> plan");
            Assert.AreEqual(0, cycle.WorkersStarted(), cycle.ToString());
        }

        CollectionAssert.AreEqual(before, project.Tree());
    }

    private static void Break(PocketGuide project, string file, Func<string, string> edit, string code, string place)
    {
        var good = project.Read(file);
        project.Edit(file, edit);
        project.Build("DataFull", "--no-restore").ShouldFail($"error {code}:").ShouldSay(place);
        project.Write(file, good);
    }

    private static void BreakBytes(PocketGuide project, string file, string code, string place)
    {
        var good = project.Read(file);
        File.WriteAllBytes(project[file], [.. File.ReadAllBytes(project[file]), (byte)'o', (byte)'h', 0xFF, (byte)'\n']);
        project.Build("DataFull", "--no-restore").ShouldFail($"error {code}:").ShouldSay(place);
        project.Write(file, good);
    }

    private static void Refuse(PocketGuide project, string option, string code, string text) =>
        project.Build("DataFull", "--no-restore " + option).ShouldFail($"error {code}:").ShouldSay(text);

    private static void ShouldBeMended(PocketGuide project)
    {
        project.Build("DataFull", "--no-restore").ShouldSucceed();
        Assert.IsEmpty(project.Calls);
        CollectionAssert.AreEqual(Checkouts.FullMade(), project.Made());
    }

    private static int Line(PocketGuide project, string file, string text) =>
        Array.FindIndex(project.Lines(file), line => line.Contains(text, StringComparison.Ordinal)) + 1;
}
