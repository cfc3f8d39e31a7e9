using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Tests.Builds;

/// <summary>Forced and retried runs that end badly lose nothing and pay nothing twice.</summary>
[TestClass]
public sealed class ForceTests
{
    private static readonly ResolveOptions s_force = new() { Force = true };

    [TestMethod]
    public async Task A_forced_run_with_a_failed_row_goes_on_in_the_same_epoch()
    {
        using var kit = new EngineKit();
        await kit.BuildAsync();
        kit.Body = context => EngineKit.Upper(context) with { Failed = 1 };
        Assert.AreEqual("partial", await kit.BuildAsync(s_force));
        kit.Body = null;

        Assert.AreEqual("complete", await kit.BuildAsync());

        Assert.AreEqual(1, kit.Epoch);
        Assert.AreEqual("skipped", await kit.BuildAsync());
    }

    [TestMethod]
    public async Task An_interrupted_retry_of_rejected_rows_is_not_restored_away()
    {
        using var kit = new EngineKit();
        kit.Body = context => EngineKit.Upper(context) with { Rejected = new Dictionary<string, long> { ["schema"] = 1 } };
        await kit.BuildAsync();
        kit.Body = _ => throw new OperationCanceledException();
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => kit.BuildAsync(new ResolveOptions { RetryRejected = true }));
        kit.Body = null;

        Assert.AreEqual("complete", await kit.BuildAsync());
    }

    [TestMethod]
    public async Task A_file_put_in_place_while_a_forced_run_is_unfinished_is_moved_aside_too()
    {
        using var kit = new EngineKit();
        kit.Body = _ => throw new OperationCanceledException();
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => kit.BuildAsync(s_force));
        kit.Body = null;
        kit.Folder.Write("out/upper_v1.jsonl", "{\"id\":\"mine\"}\n");

        await kit.BuildAsync(s_force);

        Assert.AreEqual("{\"id\":\"mine\"}\n", File.ReadAllText(Directory.GetFiles(kit.Folder["out"], "*aside*").Single()));
    }

    [TestMethod]
    public async Task An_output_that_is_edited_while_its_stage_runs_is_not_replaced()
    {
        using var kit = new EngineKit();
        await kit.BuildAsync();
        kit.Parameters["temperature"] = "1";
        kit.Body = context =>
        {
            var result = EngineKit.Upper(context);
            kit.Folder.Write("out/upper_v1.jsonl", "{\"id\":\"mine\"}\n");
            return result;
        };

        var fault = await Assert.ThrowsExactlyAsync<SynthException>(() => kit.BuildAsync());

        Assert.AreEqual(Codes.UserOwned, fault.Diagnostics[0].Code);
        Assert.AreEqual("{\"id\":\"mine\"}\n", kit.Output);
    }

    [TestMethod]
    public async Task Forcing_after_a_refused_result_keeps_the_epoch_so_nothing_is_asked_again()
    {
        using var kit = new EngineKit();
        await kit.BuildAsync();
        kit.Folder.Delete("out", ".synthtrain");
        kit.Body = Other;
        var fault = await Assert.ThrowsExactlyAsync<SynthException>(() => kit.BuildAsync());
        Assert.AreEqual(Codes.LockfileMismatch, fault.Diagnostics[0].Code);

        Assert.AreEqual("complete", await kit.BuildAsync(s_force));

        Assert.AreEqual(0, kit.Epoch);
    }

    [TestMethod]
    public async Task Ci_does_not_replace_a_pinned_result_even_when_forced()
    {
        using var kit = new EngineKit();
        await kit.BuildAsync();
        kit.Body = Other;

        var fault = await Assert.ThrowsExactlyAsync<SynthException>(() => kit.BuildAsync(s_force with { Ci = true }));

        Assert.AreEqual(Codes.LockfileMismatch, fault.Diagnostics[0].Code);
        Assert.AreEqual("{\"ID\":\"1\"}\n", kit.Output);
    }

    [TestMethod]
    public async Task An_unfinished_forced_run_is_not_pinned_when_asked()
    {
        using var kit = new EngineKit();
        await kit.BuildAsync();
        kit.Body = _ => throw new OperationCanceledException();
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => kit.BuildAsync(s_force));

        Assert.IsTrue(kit.Resolve(new ResolveOptions { Question = true }).MustRun);
    }

    [TestMethod]
    [DataRow(true, false)]
    [DataRow(false, true)]
    public async Task A_stage_that_is_refused_before_it_runs_stands_as_it_stood(bool force, bool retry)
    {
        using var kit = new EngineKit();
        kit.Body = context => EngineKit.Upper(context) with { Rejected = new Dictionary<string, long> { ["schema"] = 1 } };
        await kit.BuildAsync();
        kit.Check = _ => throw new SynthException(Codes.ConfirmationNeeded, "Too many.");

        await Assert.ThrowsExactlyAsync<SynthException>(() => kit.BuildAsync(new ResolveOptions { Force = force, RetryRejected = retry }));

        Assert.IsFalse(kit.Resolve().MustRun);
        Assert.AreEqual("skipped", await kit.BuildAsync());
        Assert.AreEqual(1, kit.Runs);
    }

    [TestMethod]
    public async Task A_refused_forced_stage_moves_no_file_aside_and_raises_no_epoch()
    {
        using var kit = new EngineKit();
        await kit.BuildAsync();
        kit.Folder.Write("out/upper_v1.jsonl", "{\"id\":\"mine\"}\n");
        kit.Check = execution => throw new SynthException(Codes.ConfirmationNeeded, $"Epoch {execution.Epoch}.");

        var fault = await Assert.ThrowsExactlyAsync<SynthException>(() => kit.BuildAsync(s_force));

        Assert.AreEqual("Epoch 1.", fault.Diagnostics[0].Message);
        Assert.AreEqual("{\"id\":\"mine\"}\n", kit.Output);
        Assert.IsEmpty(Directory.GetFiles(kit.Folder["out"], "*aside*"));
        kit.Check = null;
        await kit.BuildAsync(s_force);
        Assert.AreEqual(1, kit.Epoch);
    }

    [TestMethod]
    public void A_purge_of_what_was_paid_forgets_batch_jobs_too()
    {
        using var kit = new EngineKit();
        kit.Folder.Write(".synthtrain/batches/main/upper/jobs.json", "{}");
        new Purger(new PhysicalFileSystem(), kit.Folder.Root).Purge([kit.Request], paid: false);
        Assert.IsTrue(kit.Folder.Has(".synthtrain/batches/main/upper/jobs.json"));
        new Purger(new PhysicalFileSystem(), kit.Folder.Root).Purge([kit.Request], paid: true);
        Assert.IsFalse(kit.Folder.Has(".synthtrain/batches/main/upper/jobs.json"));
    }

    [TestMethod]
    public async Task A_purge_keeps_the_epoch_and_a_rehearsed_one_deletes_nothing()
    {
        using var kit = new EngineKit();
        await kit.BuildAsync(s_force);
        CollectionAssert.AreEqual(new[] { "would delete: out/upper_v1.jsonl" }, new Purger(new PhysicalFileSystem(), kit.Folder.Root, rehearse: true).Purge([kit.Request], paid: false).ToArray());
        Assert.IsTrue(kit.Folder.Has("out/upper_v1.jsonl"));

        CollectionAssert.AreEqual(new[] { "deleted: out/upper_v1.jsonl" }, new Purger(new PhysicalFileSystem(), kit.Folder.Root).Purge([kit.Request], paid: false).ToArray());
        Assert.IsFalse(kit.Folder.Has("out/upper_v1.jsonl"));
        await kit.BuildAsync(s_force);

        Assert.AreEqual(2, kit.Epoch);
    }

    private static StageResult Other(StageContext context)
    {
        context.OpenOutput("upper").Write("{\"id\":\"chance\"}\n"u8);
        return new StageResult { RowsIn = 1, Accepted = 1 };
    }
}
