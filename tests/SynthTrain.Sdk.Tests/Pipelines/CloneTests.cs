using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Pipelines;

/// <summary>Fresh checkouts, with and without the run cache, and CI as the docs have it.</summary>
[TestClass]
public sealed class CloneTests
{
    private const string Lock = "synthtrain.lock.json";
    private const string Cache = ".synthtrain/cache";

    [TestMethod]
    public void A_clone_with_the_cache_is_pinned_asks_nothing_and_has_the_same_bytes()
    {
        using var origin = Checkouts.Full();
        using var clone = Checkouts.Clone(origin, Lock, Cache);
        var before = clone.Tree();

        var question = clone.Build("DataFull", "-question --no-restore");
        Assert.AreEqual(0, question.ExitCode, question.ToString());
        question.ShouldSay("preparesft: pinned");
        CollectionAssert.AreEqual(before, clone.Tree());
        clone.Build("SynthStatus", "--no-restore").ShouldSucceed().ShouldSay("PINNED");

        clone.Build("DataFull", "--no-restore").ShouldSucceed().ShouldSay("restored from the run cache");
        Assert.IsEmpty(clone.Calls);
        CollectionAssert.AreEqual(Checkouts.FullMade(), clone.Made());
        Assert.AreEqual(origin.Read(Lock), clone.Read(Lock));
    }

    [TestMethod]
    public void CI_fails_a_build_that_would_change_the_lockfile_and_leaves_a_run_that_is_not_pinned_alone()
    {
        using var project = Checkouts.Full();
        var pinned = project.Read(Lock);
        var made = project.Made();
        project.Edit("data/specs/dataset_v1_spec.yaml", text => text.Replace("a day late.", "two days late.", StringComparison.Ordinal));

        var build = project.Build("DataFull", "--no-restore", Ci());

        build.ShouldFail("ST1006").ShouldSay(Lock).ShouldSay("stage 'plan'");
        Assert.AreEqual(pinned, project.Read(Lock));
        CollectionAssert.AreEqual(made, project.Made());
        Assert.IsEmpty(project.Calls);
        project.Build("PipelineSample", "--no-restore", Ci()).ShouldSucceed();
        Assert.AreEqual(pinned, project.Read(Lock));
    }

    [TestMethod]
    public void The_workflows_commands_on_two_clones_ask_once_and_give_the_same_bytes()
    {
        using var origin = Checkouts.Full();
        using var first = Checkouts.Clone(origin, Lock);
        var commands = Commands(first);
        CollectionAssert.AreEqual(new[] { "build -t:DataFull -question", "build -t:DataFull" }, commands);
        foreach (var command in commands)
            StringAssert.Contains(File.ReadAllText(Repository.Path("docs", "ci.md")), "dotnet " + command);

        Run(first, commands);
        Assert.HasCount(Checkouts.FullCalls("draft") + Checkouts.FullCalls("critique") + Checkouts.FullCalls("refine"), first.Calls);
        CollectionAssert.AreEqual(Checkouts.FullMade(), first.Made(), "Without the cache the bytes differ.");

        using var second = Checkouts.Clone(first, Lock, Cache);
        Run(second, commands);
        Assert.IsEmpty(second.Calls);
        CollectionAssert.AreEqual(Checkouts.FullMade(), second.Made());
        Assert.AreEqual(origin.Read(Lock), second.Read(Lock));
    }

    private static void Run(PocketGuide clone, IReadOnlyList<string> commands)
    {
        foreach (var command in commands)
            Cli.Run(clone.Root, command, new Dictionary<string, string>(Ci()) { ["SynthTeacherLog"] = "calls.log" }).ShouldSucceed();
    }

    private static string[] Commands(PocketGuide project) =>
        [.. project.Lines(".github/workflows/data.yml").Select(line => line.Trim()).Where(line => line.StartsWith("run: dotnet ", StringComparison.Ordinal)).Select(line => line["run: dotnet ".Length..])];

    private static Dictionary<string, string> Ci() => new() { ["CI"] = "true" };
}
