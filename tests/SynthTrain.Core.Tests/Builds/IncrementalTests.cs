using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Core.Tests.Builds;

/// <summary>The scenarios of an incremental build, each against real files.</summary>
[TestClass]
public sealed class IncrementalTests
{
    [TestMethod]
    public async Task First_build_runs_and_second_hashes_nothing()
    {
        using var kit = new EngineKit();

        Assert.AreEqual("complete", await kit.BuildAsync());
        Assert.AreEqual("skipped", await kit.BuildAsync());
        var resolver = kit.NewResolver();
        Assert.IsFalse(resolver.Resolve(kit.Request, new()).MustRun);

        Assert.AreEqual(0, resolver.Hashed);
        Assert.AreEqual(1, kit.Runs);
    }

    [TestMethod]
    public async Task A_touched_file_is_hashed_again_and_nothing_runs()
    {
        using var kit = new EngineKit();
        await kit.BuildAsync();
        await kit.BuildAsync();
        File.SetLastWriteTimeUtc(kit.Folder["in/a.jsonl"], DateTime.UtcNow.AddMinutes(1));

        var resolver = kit.NewResolver();
        Assert.AreEqual(StageState.Current, resolver.Resolve(kit.Request, new()).State);

        Assert.AreEqual(1, resolver.Hashed);
    }

    [TestMethod]
    public async Task Changed_content_runs_with_the_reason()
    {
        using var kit = new EngineKit();
        await kit.BuildAsync();
        kit.Folder.Write("in/a.jsonl", "{\"id\":\"2\"}\n");

        CollectionAssert.AreEqual(new[] { "input source in/a.jsonl: content changed" }, kit.Resolve().Reasons.ToArray());
        Assert.AreEqual("complete", await kit.BuildAsync());
        Assert.AreEqual("{\"ID\":\"2\"}\n", kit.Output);
    }

    [TestMethod]
    public async Task A_changed_parameter_is_named_with_old_and_new_value_and_its_return_is_restored()
    {
        using var kit = new EngineKit();
        await kit.BuildAsync();

        kit.Parameters["temperature"] = "0.33";
        CollectionAssert.AreEqual(new[] { "param temperature: 0.7 -> 0.33" }, kit.Resolve().Reasons.ToArray());
        Assert.AreEqual("complete", await kit.BuildAsync());
        kit.Parameters["temperature"] = "0.7";

        Assert.AreEqual("restored", await kit.BuildAsync());
        Assert.AreEqual(2, kit.Runs);
    }

    [TestMethod]
    public async Task An_input_that_leaves_the_glob_runs()
    {
        using var kit = new EngineKit();
        kit.Folder.Write("in/b.jsonl", "{\"id\":\"b\"}\n");
        kit.Inputs.Add("in/b.jsonl");
        await kit.BuildAsync();
        kit.Inputs.RemoveAt(1);

        CollectionAssert.AreEqual(new[] { "input source in/b.jsonl: removed" }, kit.Resolve().Reasons.ToArray());
    }

    [TestMethod]
    public async Task A_deleted_output_is_restored()
    {
        using var kit = new EngineKit();
        await kit.BuildAsync();
        File.Delete(kit.Folder["out/upper_v1.jsonl"]);

        Assert.AreEqual("restored", await kit.BuildAsync());
        Assert.AreEqual("{\"ID\":\"1\"}\n", kit.Output);
        Assert.AreEqual(1, kit.Runs);
    }

    [TestMethod]
    public async Task An_edited_output_is_the_users_and_is_not_overwritten()
    {
        using var kit = new EngineKit();
        await kit.BuildAsync();
        kit.Folder.Write("out/upper_v1.jsonl", "{\"id\":\"mine\"}\n");
        kit.Parameters["temperature"] = "1";

        var fault = await Assert.ThrowsExactlyAsync<SynthException>(() => kit.BuildAsync());

        Assert.AreEqual(Codes.UserOwned, fault.Diagnostics[0].Code);
        StringAssert.Contains(fault.Message, "-p:SynthAdopt=Upper");
        Assert.AreEqual("{\"id\":\"mine\"}\n", kit.Output);
    }

    [TestMethod]
    public async Task A_fresh_clone_with_the_cache_runs_nothing()
    {
        using var kit = new EngineKit();
        await kit.BuildAsync();
        Directory.Delete(kit.Folder["out"], recursive: true);
        Directory.Delete(kit.Folder["obj"], recursive: true);
        Directory.Delete(kit.Folder[".synthtrain/state"], recursive: true);
        File.Delete(kit.Folder[".synthtrain/hashes.txt"]);

        Assert.AreEqual("restored", await kit.BuildAsync());
        Assert.AreEqual(1, kit.Runs);
    }

    [TestMethod]
    public async Task A_fresh_clone_without_the_cache_runs_to_the_same_bytes()
    {
        using var kit = new EngineKit();
        await kit.BuildAsync();
        var bytes = kit.Output;
        Directory.Delete(kit.Folder["out"], recursive: true);
        Directory.Delete(kit.Folder[".synthtrain"], recursive: true);

        Assert.AreEqual("complete", await kit.BuildAsync());
        Assert.AreEqual(bytes, kit.Output);
    }

    [TestMethod]
    public async Task A_damaged_cache_entry_is_made_again()
    {
        using var kit = new EngineKit();
        await kit.BuildAsync();
        var entry = Directory.GetFiles(kit.Folder[".synthtrain/cache/objects"], "*", SearchOption.AllDirectories).Single();
        File.WriteAllText(entry, "torn");
        File.Delete(kit.Folder["out/upper_v1.jsonl"]);

        Assert.AreEqual("complete", await kit.BuildAsync());
        Assert.AreEqual("{\"ID\":\"1\"}\n", kit.Output);
    }

    [TestMethod]
    public async Task An_interrupted_stage_leaves_no_manifest_and_no_half_output()
    {
        using var kit = new EngineKit();
        await kit.BuildAsync();
        kit.Folder.Write("in/a.jsonl", "{\"id\":\"2\"}\n");
        kit.Body = context =>
        {
            context.OpenOutput("upper").Write("half"u8);
            throw new OperationCanceledException();
        };

        await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => kit.BuildAsync());

        Assert.IsFalse(kit.Folder.Has("out/upper_v1.manifest.json"));
        Assert.AreEqual("{\"ID\":\"1\"}\n", kit.Output);
        kit.Body = null;
        CollectionAssert.AreEqual(new[] { "input source in/a.jsonl: content changed" }, kit.Resolve().Reasons.ToArray());
        Assert.AreEqual("complete", await kit.BuildAsync());
        Assert.AreEqual("skipped", await kit.BuildAsync());
    }

    [TestMethod]
    public async Task An_input_that_changes_while_the_stage_runs_is_not_recorded()
    {
        using var kit = new EngineKit();
        kit.Body = context =>
        {
            var result = EngineKit.Upper(context);
            File.WriteAllText(context.Input("source"), "{\"id\":\"other\"}\n");
            return result;
        };

        var fault = await Assert.ThrowsExactlyAsync<SynthException>(() => kit.BuildAsync());

        Assert.AreEqual(Codes.InputChanged, fault.Diagnostics[0].Code);
        StringAssert.Contains(fault.Message, "in/a.jsonl");
        Assert.IsFalse(kit.Folder.Has("out/upper_v1.jsonl"));
    }

    [TestMethod]
    public async Task A_question_writes_nothing()
    {
        using var kit = new EngineKit();
        await kit.BuildAsync();
        kit.Parameters["temperature"] = "0.33";
        var before = Snapshot(kit.Folder.Root);

        var resolution = kit.Resolve(new ResolveOptions { Question = true });

        Assert.IsTrue(resolution.MustRun);
        CollectionAssert.AreEqual(before, Snapshot(kit.Folder.Root));
    }

    [TestMethod]
    public async Task A_read_only_output_folder_is_a_coded_error()
    {
        using var kit = new EngineKit();
        kit.Folder.Write("out", "a file where the folder should be");

        var fault = await Assert.ThrowsExactlyAsync<SynthException>(() => kit.BuildAsync());

        Assert.AreEqual(Codes.CannotWrite, fault.Diagnostics[0].Code);
    }

    [TestMethod]
    public async Task The_key_file_always_has_the_same_old_time()
    {
        using var kit = new EngineKit();
        await kit.BuildAsync();

        Assert.AreEqual(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(kit.Folder["obj/key"]));
    }

    private static string[] Snapshot(string root) =>
        [.. Directory.GetFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => $"{file} {File.GetLastWriteTimeUtc(file).Ticks} {File.ReadAllText(file)}")];
}
