using System.Text.Json.Nodes;
using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.CliSchemas;

/// <summary>The recipe CliSchema: trainings by the name of their schema.</summary>
[TestClass]
public sealed class NamedTrainingTests
{
    private const string Schema = "schemas/gh.yaml";
    private const string Progress = "training/data/gh/train_progress.jsonl";

    [TestMethod]
    public void A_sample_of_each_schema_is_made_in_folders_of_its_own_and_each_stays_current()
    {
        using var project = new Clitron();

        Assert.AreEqual(2, project.Build("PipelineSample").ShouldSucceed().WorkersStarted());
        Assert.AreEqual(2, project.Build("PipelineSample", "-p:SynthName=docker").ShouldSucceed().WorkersStarted());

        foreach (var name in new[] { "gh", "docker" })
        {
            foreach (var file in new[] { "train_progress", "train", "train_val", "heldout" })
                Assert.IsNotEmpty(project.Lines($"training/data/{name}/sample/{file}.jsonl"), $"{name}/{file} is empty.");
            Assert.IsFalse(project.Has($"training/data/{name}/train.jsonl"), "The sample wrote into the full training's folder.");
            Assert.AreEqual(0, project.Build("PipelineSample", $"-p:SynthName={name}").ShouldSucceed().WorkersStarted(), $"{name} did not stay current.");
        }
    }

    [TestMethod]
    public void One_changed_argument_asks_for_the_examples_of_its_subcommand_and_for_no_others()
    {
        using var project = new Clitron();
        const string options = "-p:SynthCount=600 -p:SynthExamplesPerCall=10";
        project.Build("DataFull", options).ShouldSucceed();
        var before = Examples(project);
        project.Delete("calls.log");

        project.Edit(Schema, text => text.Replace("\"merge\", \"squash\", \"rebase\"", "\"merge\", \"squash\", \"rebase\", \"octopus\"", StringComparison.Ordinal));
        var build = project.Build("DataFull", options).ShouldSucceed();

        build.ShouldSay("generateexamples: stale: input schema schemas/gh.yaml: content changed");
        Assert.IsNotEmpty(project.Calls);
        Assert.IsTrue(project.Calls.All(call => call.Contains("pr-merge-", StringComparison.Ordinal)), string.Join('\n', project.Calls));
        var after = Examples(project);
        foreach (var (id, example) in before.Where(pair => !pair.Key.Contains("pr-merge-", StringComparison.Ordinal)))
            Assert.AreEqual(example, after[id]);
        Assert.AreEqual(0, project.Build("DataFull", options).ShouldSucceed().WorkersStarted());
    }

    [TestMethod]
    public void A_schema_that_contradicts_itself_is_told_with_every_place_and_nothing_is_asked()
    {
        using var project = new Clitron();
        project.Edit(Schema, text => text
            .Replace("default: \"open\"", "default: \"ajar\"", StringComparison.Ordinal)
            .Replace("{ name: \"author\", type: \"string\"", "{ name: \"author\"", StringComparison.Ordinal)
            .Replace("- name: \"diff\"", "- name: \"close\"", StringComparison.Ordinal));

        var build = project.Build("GenerateExamples").ShouldFail("ST0020");

        build.ShouldSay("'ajar'").ShouldSay("type' is missing").ShouldSay("'close' stands twice");
        foreach (var line in new[] { LineOf(project, "\"ajar\""), LineOf(project, "{ name: \"author\"") })
            build.ShouldSay($"gh.yaml({line},");
        Assert.IsEmpty(project.Calls);
    }

    [TestMethod]
    public void A_schema_that_stands_within_itself_is_told_and_not_followed()
    {
        using var project = new Clitron();
        project.Write("schemas/loop.yaml", "cli_name: loop\ncommands: &all\n  - name: a\n    subcommands: *all\n");

        project.Build("GenerateExamples", "-p:SynthName=loop").ShouldFail("ST0020").ShouldSay("loop.yaml(4,");
    }

    [TestMethod]
    [DataRow("../other")]
    [DataRow("main")]
    [DataRow("a b")]
    public void A_name_that_could_be_no_folder_of_its_own_is_refused(string name)
    {
        using var project = new Clitron();

        project.Build("GenerateExamples", $"\"-p:SynthName={name}\"").ShouldFail("ST0002").ShouldSay("SynthName");
        Assert.IsFalse(Directory.Exists(project["training"]));
    }

    [TestMethod]
    public void Schemas_are_listed_with_what_is_there_of_each()
    {
        using var project = new Clitron();

        project.Build("ListSchemas").ShouldSucceed().ShouldSay("gh").ShouldSay("docker").ShouldSay("GitHub CLI");
    }

    [TestMethod]
    public void Schemas_are_listed_with_what_the_projects_own_folders_have()
    {
        using var project = new Clitron();
        project.Write("elsewhere/gh/train.jsonl", "{}\n{}\n{}\n");

        project.Build("ListSchemas", "-p:SynthTrainingDataDirectory=elsewhere").ShouldSucceed().ShouldSay("3 rows");
    }

    [TestMethod]
    public void Spare_prompts_are_counted_in_what_is_announced()
    {
        using var project = new Clitron();

        project.Build("DataFull", "-p:SynthCount=60 -p:SynthPreferencePairs=7 -p:SynthPreferenceSpare=33").ShouldSucceed().ShouldSay("up to 70 examples");
    }

    private static Dictionary<string, string> Examples(Clitron project) =>
        project.Lines(Progress).ToDictionary(line => JsonNode.Parse(line)!["id"]!.ToString(), line => line, StringComparer.Ordinal);

    private static int LineOf(Clitron project, string text) => Array.FindIndex(project.Lines(Schema), line => line.Contains(text, StringComparison.Ordinal)) + 1;
}
