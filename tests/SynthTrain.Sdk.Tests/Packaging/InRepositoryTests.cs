using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Packaging;

/// <summary>When a project in the repository builds the SDK from source. The sources and the layout's build are stand-ins.</summary>
[TestClass]
public sealed class InRepositoryTests
{
    [TestMethod]
    public void The_layout_is_built_when_a_source_is_newer_or_gone_and_only_then()
    {
        using var project = new FakeProject();
        project.Write("../repo/src/A/A.cs", "");
        project.Write("../repo/src/A/B.cs", "");
        foreach (var file in new[] { "Directory.Packages.props", "Directory.Build.props", "Directory.Build.targets" })
            project.Write("../repo/" + file, "<Project />");
        project.Write("../repo/layout.proj", "<Project><Target Name=\"Restore\" /><Target Name=\"Layout\"><Message Importance=\"High\" Text=\"layout built\" /></Target></Project>");
        var repo = project["../repo"];
        var build = $"-t:_SynthLayout -p:_SynthRepository={repo}/ -p:SynthTrainRoot={repo}/artifacts/sdk/ -p:_SynthLayoutProject={repo}/layout.proj";
        project.Build(build).ShouldSucceed().ShouldSay("layout built");
        Assert.AreEqual(0, project.Build(build).ShouldSucceed().Ran("_SynthLayout"));
        project.Write("../repo/src/A/A.cs", "changed");
        project.Build(build).ShouldSucceed().ShouldSay("layout built");
        File.Delete(project["../repo/src/A/B.cs"]);
        project.Build(build).ShouldSucceed().ShouldSay("layout built");
        Assert.AreEqual(0, project.Build(build).ShouldSucceed().Ran("_SynthLayout"));
    }

    [TestMethod]
    public void A_no_op_resolves_no_project_references_and_starts_no_worker()
    {
        using var project = new FakeProject();
        project.Build("-t:Critiques").ShouldSucceed();
        var again = project.Build("-t:Critiques").ShouldSucceed();
        Assert.AreEqual(0, again.Ran("ResolveProjectReferences"));
        Assert.AreEqual(0, again.Ran("_SynthLayout"));
        Assert.AreEqual(0, again.WorkersStarted());
    }
}
