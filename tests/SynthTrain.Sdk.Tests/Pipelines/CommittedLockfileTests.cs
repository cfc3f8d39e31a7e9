using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Pipelines;

/// <summary>The sample's committed lockfile is what a fresh clone makes, with no cache of any kind.</summary>
[TestClass]
public sealed class CommittedLockfileTests
{
    private static readonly Dictionary<string, string> s_ci = new() { ["CI"] = "true" };

    [TestMethod]
    public void A_clone_without_a_cache_agrees_with_it()
    {
        using var project = new PocketGuide();
        var committed = File.ReadAllText(Repository.Path("samples", "PocketGuide", "synthtrain.lock.json"));
        project.Write("synthtrain.lock.json", committed);

        project.Build("DataFull", "-question", s_ci).ShouldSucceed();
        project.Build("DataFull", "", s_ci).ShouldSucceed();
        project.Build("PipelineSample", "", s_ci).ShouldSucceed();

        Assert.AreEqual(committed, project.Read("synthtrain.lock.json"));
        Assert.IsNotEmpty(project.Calls);
    }
}
