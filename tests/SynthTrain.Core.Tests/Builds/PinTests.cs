using SynthTrain.Core.Builds;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Tests.Builds;

/// <summary>What a stage must be told to make its result again is kept by the lockfile, and told.</summary>
[TestClass]
public sealed class PinTests
{
    [TestMethod]
    public async Task A_pin_comes_back_when_the_result_is_gone_and_its_inputs_are_the_same()
    {
        using var kit = new EngineKit();
        var seen = new List<string?>();
        kit.Body = context => Pinned(context, seen);
        await kit.BuildAsync();
        Forget(kit);
        await kit.BuildAsync();
        CollectionAssert.AreEqual(new[] { null, "commit 1" }, seen);
        Assert.AreEqual("commit 1", LockFile.Read(new PhysicalFileSystem(), new ProjectLayout(kit.Folder.Root)).Find("main", "upper")!.Pin);
    }

    [TestMethod]
    public async Task A_pin_outlives_a_result_that_the_run_cache_restores()
    {
        using var kit = new EngineKit();
        var seen = new List<string?>();
        kit.Body = context => Pinned(context, seen);
        await kit.BuildAsync();
        File.Delete(kit.Folder["out/upper_v1.jsonl"]);
        File.Delete(kit.Folder["out/upper_v1.manifest.json"]);
        Assert.AreEqual("restored", await kit.BuildAsync());
        Forget(kit);
        await kit.BuildAsync();
        CollectionAssert.AreEqual(new[] { null, "commit 1" }, seen);
    }

    [TestMethod]
    public async Task Other_inputs_and_force_have_no_pin()
    {
        using var kit = new EngineKit();
        var seen = new List<string?>();
        kit.Body = context => Pinned(context, seen);
        await kit.BuildAsync();
        kit.Parameters["temperature"] = "0.8";
        await kit.BuildAsync();
        await kit.BuildAsync(new ResolveOptions { Force = true });
        CollectionAssert.AreEqual(new string?[] { null, null, null }, seen);
    }

    [TestMethod]
    public async Task A_result_that_no_cache_keeps_is_not_pinned_so_another_machine_may_make_other_bytes()
    {
        using var kit = new EngineKit { Cached = false };
        await kit.BuildAsync();
        Assert.IsNull(LockFile.Read(new PhysicalFileSystem(), new ProjectLayout(kit.Folder.Root)).Find("main", "upper"));
        File.Delete(kit.Folder["out/upper_v1.jsonl"]);
        File.Delete(kit.Folder["out/upper_v1.manifest.json"]);
        kit.Body = context =>
        {
            using var output = context.OpenOutput("upper");
            output.Write("{\"id\":\"other bits\"}\n"u8);
            return new StageResult { RowsIn = 1, Accepted = 1 };
        };
        await kit.BuildAsync(new ResolveOptions { Ci = true });
        StringAssert.Contains(kit.Output, "other bits");
    }

    private static StageResult Pinned(StageContext context, List<string?> seen)
    {
        seen.Add(context.Pin);
        return EngineKit.Upper(context) with { Pin = context.Pin ?? $"commit {seen.Count}" };
    }

    private static void Forget(EngineKit kit)
    {
        File.Delete(kit.Folder["out/upper_v1.jsonl"]);
        File.Delete(kit.Folder["out/upper_v1.manifest.json"]);
        Directory.Delete(kit.Folder[".synthtrain/cache"], recursive: true);
    }
}
