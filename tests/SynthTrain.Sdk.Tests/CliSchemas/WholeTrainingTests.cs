using System.Text.Json.Nodes;
using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.CliSchemas;

/// <summary><c>-t:TrainAll</c> of the recipe CliSchema: from a schema to a measured file, with a model too small to learn anything.</summary>
[TestClass]
public sealed class WholeTrainingTests
{
    private const string Options = "-p:SynthCount=300 -p:SynthPreferencePairs=60 -p:SynthMinPairs=5 -p:SynthEvalLimit=10 -p:SynthMaxNewTokens=48 -p:SynthPreferenceMaxTokens=48 -p:SynthThreads=2"
        + " -p:SynthTrainSettings=model.hidden_size=96%3Bmodel.intermediate_size=128%3Bmodel.num_hidden_layers=2%3Bmodel.num_attention_heads=3%3Bmodel.num_key_value_heads=1%3Btraining.max_steps=2 -p:SynthDpoSettings=training.max_steps=2";

    private static readonly string[] s_stages = ["generateexamples", "splitexamples", "train", "preferences", "dpo", "quantize", "evaluate"];

    [TestMethod]
    public void A_schema_becomes_a_measured_file_and_what_changes_is_made_again_and_no_more()
    {
        using var project = new Clitron();

        var first = project.Build("TrainAll", Options).ShouldSucceed();

        Assert.AreEqual(s_stages.Length, first.WorkersStarted(), first.ToString());
        string[] lines = ["an estimate", .. s_stages.Select(stage => $" {stage}: missing"), "what the stages took"];
        var said = lines.Select(text => first.Output.IndexOf(text, StringComparison.Ordinal)).ToArray();
        Assert.IsTrue(said[0] >= 0 && said.SequenceEqual(said.Order()), first.ToString());
        foreach (var file in new[] { "train", "train_val", "train_progress", "heldout", "preference_prompts", "preferences" })
            Assert.IsNotEmpty(project.Lines($"training/data/gh/{file}.jsonl"), $"{file} is empty.");
        foreach (var file in new[] { "sft/model.safetensors", "dpo/model.safetensors", "clitron-gh-q4_k_m.gguf", "evaluation/evaluation.html" })
            Assert.IsTrue(project.Has($"training/models/gh/{file}"), $"{file} is missing.");
        Assert.IsFalse(JsonNode.Parse(project.Read("training/models/gh/sft/config.json"))!["tie_word_embeddings"]!.GetValue<bool>(), "The sample's heads that copy have an output of their own.");
        MeasuresEverySource(JsonNode.Parse(project.Read("training/models/gh/evaluation/evaluation.json"))!);
        Assert.AreEqual(0, project.Build("TrainAll", Options).ShouldSucceed().WorkersStarted());
        Assert.AreEqual(0, project.Build("Train", $"{Options} -p:SynthOnLeakage=ignore -p:SynthOnDuplicates=fail").ShouldSucceed().WorkersStarted(), "What is looked at before training made the model stale.");

        project.Delete("calls.log");
        project.Edit("schemas/gh.yaml", text => text.Replace("\"merge\", \"squash\", \"rebase\"", "\"merge\", \"squash\", \"rebase\", \"octopus\"", StringComparison.Ordinal));
        var changed = project.Build("TrainAll", Options).ShouldSucceed();

        Assert.IsNotEmpty(project.Calls);
        Assert.IsTrue(project.Calls.All(call => call.Contains("pr-merge-", StringComparison.Ordinal)), string.Join('\n', project.Calls));
        Assert.AreEqual(s_stages.Length, changed.WorkersStarted(), changed.ToString());
    }

    [TestMethod]
    public void Rows_of_ones_own_are_compared_with_what_is_asked_and_nothing_is_generated_for_them()
    {
        using var project = new Clitron();
        project.Write("own.jsonl", Rows("show me open prs", "close issue 3", "list runs", "open issue 7", "merge 12"));
        project.Write("asked.jsonl", Rows("show my prs", "Close  issue 3"));
        project.Write("prompts.jsonl", Rows("what is new", "drop it", "view pr 4", "view pr 5", "view pr 6", "view pr 7"));
        project.Write("any.schema.json", "{\"type\":\"object\"}");
        const string own = Options + " -p:SynthTrainFile=own.jsonl -p:SynthEvalFile=asked.jsonl -p:SynthEvalSchema=any.schema.json -p:SynthPreferencePrompts=prompts.jsonl";

        project.Build("TrainAll", own).ShouldFail("ST0013").ShouldSay("asked.jsonl(2,1): error ST0013: 1 of 2 rows of asked.jsonl ask what 1 of 5 training rows ask too");
        Assert.IsFalse(project.Has("training/models/gh/sft/model.safetensors"));
        project.Build("TrainAll", own + " -p:SynthOnLeakage=warn").ShouldSucceed().ShouldSay("warning ST0013");
        Assert.IsEmpty(project.Calls);
        Assert.IsFalse(Directory.EnumerateFiles(project["training/data"], "train*", SearchOption.AllDirectories).Any(), "Examples were generated.");
    }

    [TestMethod]
    [DataRow("exp1")]
    [DataRow("sample")]
    [DataRow("main")]
    public void A_run_that_would_write_over_the_trainings_folders_is_refused(string run)
    {
        using var project = new Clitron();

        project.Build("GenerateExamples", $"-p:SynthRun={run}").ShouldFail("ST0002").ShouldSay($"SynthRun is '{run}'").ShouldSay("SynthName");
        Assert.IsFalse(Directory.Exists(project["training"]));
    }

    [TestMethod]
    public void Another_root_keeps_trainings_and_their_samples_apart_and_without_pairs_no_prompts_are_asked_for()
    {
        using var project = new Clitron();
        const string root = "-p:SynthTrainingDataDirectory=rows -p:SynthCount=60";

        project.Build("DataFull", $"{root} -p:SynthPreferencePrompts=mine.jsonl").ShouldSucceed().ShouldSay("up to 60 examples");
        Assert.IsFalse(project.Calls.Any(call => call.Contains("preferences-", StringComparison.Ordinal)), string.Join('\n', project.Calls));
        project.Build("PipelineSample", root).ShouldSucceed();

        Assert.IsNotEmpty(project.Lines("rows/gh/train.jsonl"));
        Assert.IsNotEmpty(project.Lines("rows/gh/sample/train.jsonl"));
    }

    private static void MeasuresEverySource(JsonNode evaluation)
    {
        var sets = evaluation["other_sets"]!.AsArray().Prepend(evaluation).Select(set => set!).ToList();
        CollectionAssert.AreEqual((string[])["heldout", "gh_blind", "gh_handwritten"], sets.Select(set => set["set"]!.ToString()).ToArray());
        const string gguf = "training/models/gh/clitron-gh-q4_k_m.gguf";
        foreach (var set in sets)
        {
            var sources = set["sources"]!.AsArray().Select(source => source!["source"]!.ToString());
            CollectionAssert.AreEqual((string[])["sft", "sft constrained", "model", "model constrained", gguf, $"{gguf} constrained"], sources.ToArray());
        }
    }

    private static string Rows(params string[] requests) =>
        string.Concat(requests.Select((request, at) => $$$"""{"id":"r{{{at}}}","input":"{{{request}}}","output":{"command":"pr","subcommand":"list","args":{},"flags":[]}}""" + "\n"));
}
