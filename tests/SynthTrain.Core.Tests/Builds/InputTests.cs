using SynthTrain.Core.Builds;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Tests.Support;

namespace SynthTrain.Core.Tests.Builds;

/// <summary>Inputs that are easily mistaken: links, equal names, partial results.</summary>
[TestClass]
public sealed class InputTests
{
    [TestMethod]
    public async Task A_link_is_judged_by_the_file_it_points_to()
    {
        using var shared = new TempFolder();
        shared.Write("data.jsonl", "{\"id\":\"1\"}\n");
        using var kit = new EngineKit();
        File.Delete(kit.Folder["in/a.jsonl"]);
        File.CreateSymbolicLink(kit.Folder["in/a.jsonl"], shared["data.jsonl"]);
        await kit.BuildAsync();
        await kit.BuildAsync();

        shared.Write("data.jsonl", "{\"id\":\"changed\"}\n");

        Assert.IsTrue(kit.Resolve().MustRun);
        File.Delete(shared["data.jsonl"]);
        Assert.HasCount(1, kit.Resolve().Errors);
    }

    [TestMethod]
    public async Task Two_files_of_one_name_outside_the_project_are_both_inputs()
    {
        using var outside = new TempFolder();
        outside.Write("a/test.jsonl", "{\"id\":\"1\"}\n");
        outside.Write("b/test.jsonl", "{\"id\":\"2\"}\n");
        using var kit = new EngineKit();
        kit.Inputs.Clear();
        kit.Inputs.AddRange([outside["a/test.jsonl"], outside["b/test.jsonl"]]);
        await kit.BuildAsync();

        outside.Write("a/test.jsonl", "{\"id\":\"3\"}\n");

        CollectionAssert.AreEqual(new[] { "input source test.jsonl: content changed" }, kit.Resolve().Reasons.ToArray());
    }

    [TestMethod]
    public async Task An_input_with_failed_rows_is_partial_though_no_lockfile_pins_it()
    {
        using var kit = new EngineKit();
        kit.Body = context => EngineKit.Upper(context) with { Failed = 1 };
        await kit.BuildAsync();
        Assert.IsFalse(kit.Folder.Has("synthtrain.lock.json"));
        var next = kit.Request with
        {
            Stage = "next",
            Inputs = [new StageFile("source", "out/upper_v1.jsonl")],
            Outputs = [new StageFile("upper", "out/next_v1.jsonl")],
            Manifest = "out/next_v1.manifest.json",
        };

        Assert.AreEqual("true", kit.NewResolver().Resolve(next, new ResolveOptions()).Request.Parameters[StageResolver.PartialInputs]);
    }

    [TestMethod]
    public async Task Several_writers_of_the_memo_do_not_disturb_each_other()
    {
        using var kit = new EngineKit();
        await kit.BuildAsync();

        await Parallel.ForEachAsync(Enumerable.Range(0, 64), (number, _) =>
        {
            var resolver = kit.NewResolver();
            File.WriteAllText(kit.Folder[$"in/{number}.txt"], "x");
            resolver.Hash($"in/{number}.txt");
            resolver.Save();
            Assert.AreEqual(StageState.Current, resolver.Resolve(kit.Request, new ResolveOptions()).State);
            return ValueTask.CompletedTask;
        });
    }
}
