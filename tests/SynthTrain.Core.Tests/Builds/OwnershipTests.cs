using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Tests.Builds;

/// <summary>Whose file it is: adopted, forced, pinned by the lockfile.</summary>
[TestClass]
public sealed class OwnershipTests
{
    [TestMethod]
    public async Task An_adopted_file_survives_changed_inputs_and_a_deleted_state_folder()
    {
        using var kit = new EngineKit();
        kit.Folder.Write("out/upper_v1.jsonl", "{\"id\":\"mine\"}\n");
        Assert.AreEqual(StageState.UserOwned, kit.Resolve().State);

        Assert.AreEqual("adopted", await kit.BuildAsync(new ResolveOptions { Adopt = true }));
        kit.Parameters["temperature"] = "1";

        Assert.AreEqual("skipped", await kit.BuildAsync());
        Assert.AreEqual("{\"id\":\"mine\"}\n", kit.Output);
        Directory.Delete(kit.Folder[".synthtrain"], recursive: true);
        Assert.AreEqual("skipped", await kit.BuildAsync());
        Assert.AreEqual(0, kit.Runs);
    }

    [TestMethod]
    public async Task An_adopted_file_stays_the_users_when_a_side_file_and_the_cache_are_gone()
    {
        using var kit = new EngineKit { SideFile = true };
        kit.Folder.Write("out/upper_v1.jsonl", "{\"id\":\"mine\"}\n");
        await kit.BuildAsync(new ResolveOptions { Adopt = true });
        kit.Parameters["temperature"] = "1";
        Directory.Delete(kit.Folder[".synthtrain"], recursive: true);
        File.Delete(kit.Folder["out/upper_v1_stats.json"]);

        Assert.AreEqual("adopted", await kit.BuildAsync());

        Assert.AreEqual("{\"id\":\"mine\"}\n", kit.Output);
        Assert.AreEqual(0, kit.Runs);
        Assert.AreEqual("skipped", await kit.BuildAsync());
    }

    [TestMethod]
    public async Task An_adopted_file_that_is_edited_again_is_not_overwritten()
    {
        using var kit = new EngineKit();
        kit.Folder.Write("out/upper_v1.jsonl", "{\"id\":\"mine\"}\n");
        await kit.BuildAsync(new ResolveOptions { Adopt = true });
        kit.Folder.Write("out/upper_v1.jsonl", "{\"id\":\"mine too\"}\n");

        Assert.AreEqual(StageState.UserOwned, kit.Resolve().State);
    }

    [TestMethod]
    public async Task A_file_with_a_broken_line_is_not_adopted()
    {
        using var kit = new EngineKit();
        kit.Folder.Write("out/upper_v1.jsonl", "{\"id\":\"1\"}\n{\"id\":\n");

        var fault = await Assert.ThrowsExactlyAsync<SynthException>(() => kit.BuildAsync(new ResolveOptions { Adopt = true }));

        Assert.AreEqual(Codes.BadJsonLine, fault.Diagnostics[0].Code);
        Assert.AreEqual(2, fault.Diagnostics[0].Line);
        Assert.AreEqual("{\"id\":\"1\"}\n{\"id\":\n", kit.Output);
    }

    [TestMethod]
    public async Task Force_moves_a_users_file_aside_and_makes_anew()
    {
        using var kit = new EngineKit();
        kit.Folder.Write("out/upper_v1.jsonl", "{\"id\":\"mine\"}\n");

        Assert.AreEqual("complete", await kit.BuildAsync(new ResolveOptions { Force = true }));

        Assert.AreEqual("{\"ID\":\"1\"}\n", kit.Output);
        var aside = Directory.GetFiles(kit.Folder["out"], "*aside*").Single();
        Assert.AreEqual("{\"id\":\"mine\"}\n", File.ReadAllText(aside));
    }

    [TestMethod]
    public async Task A_forced_run_that_was_interrupted_goes_on_as_forced()
    {
        using var kit = new EngineKit();
        await kit.BuildAsync();
        kit.Body = _ => throw new OperationCanceledException();
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => kit.BuildAsync(new ResolveOptions { Force = true }));
        kit.Body = null;

        CollectionAssert.Contains(kit.Resolve().Reasons.ToArray(), "a forced run is unfinished");
        Assert.AreEqual("complete", await kit.BuildAsync());
        Assert.AreEqual("skipped", await kit.BuildAsync());
    }

    [TestMethod]
    public async Task Another_result_for_the_pinned_key_is_an_error_and_force_pins_it()
    {
        using var kit = new EngineKit();
        await kit.BuildAsync();
        Directory.Delete(kit.Folder["out"], recursive: true);
        Directory.Delete(kit.Folder[".synthtrain"], recursive: true);
        kit.Body = context =>
        {
            context.OpenOutput("upper").Write("{\"id\":\"chance\"}\n"u8);
            return new StageResult { RowsIn = 1, Accepted = 1 };
        };
        var pinned = kit.Folder.Read("synthtrain.lock.json");

        var fault = await Assert.ThrowsExactlyAsync<SynthException>(() => kit.BuildAsync());
        Assert.AreEqual(Codes.LockfileMismatch, fault.Diagnostics[0].Code);
        Assert.AreEqual(pinned, kit.Folder.Read("synthtrain.lock.json"));
        Assert.IsFalse(kit.Folder.Has("out/upper_v1.jsonl"));

        Assert.AreEqual("complete", await kit.BuildAsync(new ResolveOptions { Force = true }));
        Assert.AreNotEqual(pinned, kit.Folder.Read("synthtrain.lock.json"));
    }

    [TestMethod]
    public async Task Ci_does_not_change_the_lockfile()
    {
        using var kit = new EngineKit();
        await kit.BuildAsync();
        kit.Parameters["temperature"] = "1";

        var fault = await Assert.ThrowsExactlyAsync<SynthException>(() => kit.BuildAsync(new ResolveOptions { Ci = true }));

        Assert.AreEqual(Codes.LockfileMismatch, fault.Diagnostics[0].Code);
        Assert.AreEqual(1, kit.Runs);
    }

    [TestMethod]
    public async Task A_checkout_without_data_is_pinned_when_only_asked()
    {
        using var kit = new EngineKit();
        await kit.BuildAsync();
        Directory.Delete(kit.Folder["out"], recursive: true);
        Directory.Delete(kit.Folder[".synthtrain"], recursive: true);

        Assert.AreEqual(StageState.Pinned, kit.Resolve(new ResolveOptions { Question = true }).State);
        kit.Parameters["temperature"] = "1";
        Assert.AreEqual(StageState.Missing, kit.Resolve(new ResolveOptions { Question = true }).State);
    }

    [TestMethod]
    public async Task An_adopted_file_comes_back_from_the_cache_on_a_fresh_clone()
    {
        using var kit = new EngineKit();
        kit.Folder.Write("out/upper_v1.jsonl", "{\"id\":\"mine\"}\n");
        await kit.BuildAsync(new ResolveOptions { Adopt = true });
        Directory.Delete(kit.Folder["out"], recursive: true);

        Assert.AreEqual("restored", await kit.BuildAsync());

        Assert.AreEqual("{\"id\":\"mine\"}\n", kit.Output);
        Assert.AreEqual("1 rows, adopted", kit.Resolve().Summary);
        Assert.AreEqual(0, kit.Runs);
    }

    [TestMethod]
    public async Task Failed_rows_make_the_result_partial_and_the_next_build_tries_again()
    {
        using var kit = new EngineKit();
        kit.Body = context => EngineKit.Upper(context) with { Failed = 1 };
        Assert.AreEqual("partial", await kit.BuildAsync());
        var resolution = kit.Resolve();

        Assert.AreEqual(StageState.Partial, resolution.State);
        Assert.IsTrue(resolution.MustRun);
        kit.Body = null;
        Assert.AreEqual("complete", await kit.BuildAsync());
        Assert.AreEqual(2, kit.Runs);
    }

    [TestMethod]
    public async Task A_limited_result_is_partial_and_current_for_its_limit()
    {
        using var kit = new EngineKit { Limit = 1 };
        kit.Body = context => EngineKit.Upper(context) with { PartialReason = "1 of 2 rows" };
        Assert.AreEqual("partial", await kit.BuildAsync());
        Assert.AreEqual("skipped", await kit.BuildAsync());
        Assert.AreEqual(StageState.Partial, kit.Resolve().State);
        kit.Limit = null;

        CollectionAssert.AreEqual(new[] { "limit: 1 -> (none)" }, kit.Resolve().Reasons.ToArray());
        Assert.AreEqual(StageState.Partial, kit.Resolve().State);
        Assert.IsTrue(kit.Resolve().MustRun);
        kit.Parameters["temperature"] = "1";
        Assert.AreEqual(StageState.Stale, kit.Resolve().State);
    }

    [TestMethod]
    public async Task What_is_made_from_a_partial_input_is_partial()
    {
        using var kit = new EngineKit { Limit = 1 };
        kit.Body = context => EngineKit.Upper(context) with { PartialReason = "1 of 2 rows" };
        await kit.BuildAsync();
        var next = kit.Request with
        {
            Stage = "next",
            Inputs = [new StageFile("source", "out/upper_v1.jsonl")],
            Outputs = [new StageFile("upper", "out/next_v1.jsonl")],
            Manifest = "out/next_v1.manifest.json",
            Limit = null,
        };

        var resolution = kit.NewResolver().Resolve(next, new());

        Assert.AreEqual("true", resolution.Request.Parameters[StageResolver.PartialInputs]);
    }

    [TestMethod]
    public async Task Batches_add_up_and_the_last_one_is_the_whole()
    {
        using var kit = new EngineKit();
        kit.Folder.Write("in/a.jsonl", string.Concat(Enumerable.Range(0, 45).Select(i => $"{{\"id\":\"{i}\"}}\n")));
        kit.Body = context => new StageResult { RowsIn = Write(context), PartialReason = context.Request.Limit is null ? null : "limited" };

        Assert.AreEqual(20, kit.Limit = kit.NewResolver().NextBatchLimit(kit.Request, 20));
        await kit.BuildAsync();
        Assert.AreEqual(40, kit.Limit = kit.NewResolver().NextBatchLimit(kit.Request, 20));
        await kit.BuildAsync();
        Assert.IsNull(kit.Limit = kit.NewResolver().NextBatchLimit(kit.Request, 20));
        Assert.AreEqual("complete", await kit.BuildAsync());
        kit.Limit = kit.NewResolver().NextBatchLimit(kit.Request, 20);

        Assert.AreEqual("skipped", await kit.BuildAsync());
    }

    private static int Write(StageContext context)
    {
        context.OpenOutput("upper").Write("{\"id\":\"1\"}\n"u8);
        return Math.Min(context.Request.Limit ?? 45, 45);
    }
}
