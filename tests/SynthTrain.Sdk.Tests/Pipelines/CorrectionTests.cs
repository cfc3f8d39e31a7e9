using System.Text.Json.Nodes;
using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Pipelines;

/// <summary>A row of the data set that was corrected by hand.</summary>
[TestClass]
public sealed class CorrectionTests
{
    private const string Dataset = "data/processed/dataset_v1.jsonl";

    [TestMethod]
    public void A_correction_stops_the_build_until_it_is_adopted_and_then_survives_every_verb()
    {
        using var project = Corrected();
        var own = project.Read(Dataset);
        project.Write("data/processed/notes.jsonl", "{\"id\":\"note\"}\n");

        project.Build("DataFull", "--no-restore").ShouldFail("ST1002").ShouldSay(Dataset + " : error");
        var status = Status(project);
        Assert.AreEqual("YOURS", State(status, "dataset"), status.ToString());
        CollectionAssert.AreEqual(new[] { "data/processed/notes.jsonl" }, status["notMadeByAStage"]!.AsArray().Select(file => (string)file!).ToArray());
        Assert.AreEqual(own, project.Read(Dataset));

        project.Build("DataFull", "--no-restore -p:SynthAdopt=Dataset").ShouldSucceed();
        Assert.Contains("Corrected by hand", project.Read("data/processed/dataset_v1_clean.jsonl"));
        project.Edit("data/specs/dataset_v1_spec.yaml", text => text.Replace("a day late.", "two days late.", StringComparison.Ordinal));
        foreach (var verb in new[] { "DataFull", "PipelineSample", "PipelineBatch", "Clean", "Rebuild", "SynthPurge" })
        {
            var build = project.Build(verb, "--no-restore").ShouldSucceed();
            Assert.AreEqual(own, project.Read(Dataset), $"{verb} changed the user's file.\n{build}");
        }

        Assert.IsFalse(project.Has("data/interim/drafts_v1.jsonl"), "SynthPurge left what a stage made.");
        Assert.IsTrue(project.Has("data/processed/notes.jsonl"), "SynthPurge deleted a file that no stage made.");
        project.Build("DataFull", "--no-restore").ShouldSucceed().ShouldSay("dataset: current: 120 rows, adopted");
        Assert.AreEqual(own, project.Read(Dataset));
        Assert.AreEqual("CURRENT", State(Status(project), "dataset"));
    }

    [TestMethod]
    public void Force_moves_the_users_file_aside_and_asks_anew()
    {
        using var project = Corrected();
        var own = project.Read(Dataset);

        var build = project.Build("DataFull", "--no-restore -p:SynthForce=Dataset").ShouldSucceed().ShouldSay("was moved to");

        var aside = Directory.GetFiles(project["data/processed"], "dataset_v1.aside-*.jsonl").Single();
        Assert.AreEqual(own, File.ReadAllText(aside));
        Assert.HasCount(Checkouts.FullCalls("refine"), project.Calls, build.ToString());
        Assert.AreEqual(Checkouts.FullMade()[Dataset], project.Read(Dataset));
        project.Build("SynthStatus", "--no-restore").ShouldSay("not made by a stage: data/processed/" + Path.GetFileName(aside));
    }

    private static PocketGuide Corrected()
    {
        var project = Checkouts.Full();
        project.Edit(Dataset, text => text.Insert(text.IndexOf("\"summary\":\"", StringComparison.Ordinal) + "\"summary\":\"".Length, "Corrected by hand. "));
        return project;
    }

    private static JsonNode Status(PocketGuide project)
    {
        project.Build("SynthStatus", "--no-restore -p:SynthStatusJson=status.json").ShouldSucceed();
        return JsonNode.Parse(project.Read("status.json"))!;
    }

    private static string State(JsonNode status, string stage) =>
        (string)status["stages"]!.AsArray().First(found => (string)found!["stage"]! == stage && (string)found["run"]! == "main")!["state"]!;
}
