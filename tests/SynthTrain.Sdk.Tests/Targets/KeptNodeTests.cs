using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Targets;

/// <summary>Node reuse, which is on for users and off in this repository.</summary>
[TestClass]
public sealed class KeptNodeTests
{
    [TestMethod]
    public void A_kept_node_serves_the_next_build_and_refuses_once_its_tasks_were_rebuilt()
    {
        using var nodes = new KeptNodes();
        using var project = new FakeProject();
        var tasks = project["../tasks"];
        foreach (var file in Directory.GetFiles(Repository.Path("artifacts", "sdk", "tasks", "net10.0")))
            project.Copy(file, Path.Combine(tasks, Path.GetFileName(file)));
        var build = $"-t:Plan -nodeReuse:true -p:_SynthTasks={tasks}/SynthTrain.Tasks.dll";
        project.Build(build, nodes.Environment).ShouldSucceed().ShouldSay("plan: missing");
        var kept = nodes.Ids;
        Assert.IsNotEmpty(kept, "No node stayed.");
        project.Build(build, nodes.Environment).ShouldSucceed().ShouldSay("plan: current");
        CollectionAssert.IsSubsetOf(kept.ToArray(), nodes.Ids.ToArray(), "The second build took the kept node.");

        File.SetLastWriteTimeUtc(Path.Combine(tasks, "SynthTrain.Tasks.dll"), DateTime.UtcNow.AddSeconds(5));
        project.Build(build, nodes.Environment).ShouldFail("ST1011").ShouldSay("build-server shutdown");
        project.Build(build).ShouldSucceed();
    }
}
