using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Tests.Support;
using SynthTrain.Teachers.Batches;
using SynthTrain.Teachers.Providers;

namespace SynthTrain.Teachers.Tests.Batches;

/// <summary>Rows answered by batch jobs: the same bytes as live, every request paid once, whatever the provider does.</summary>
[TestClass]
public sealed class BatchTests
{
    [TestMethod]
    public async Task Rows_are_the_same_bytes_as_live_and_each_request_is_in_one_job()
    {
        using var kit = new BatchKit(40);
        await kit.BuildAsync();
        Assert.AreEqual(await BatchKit.LiveAsync(40), kit.Project.AllOutput());
        CollectionAssert.AllItemsAreUnique(kit.Provider.Paid);
        var submits = kit.Provider.Submits;
        File.Delete(kit.Project.Journal);
        await kit.BuildAsync();
        Assert.AreEqual(submits, kit.Provider.Submits);
        CollectionAssert.AreEqual(new[] { "jobs.json", "noted.jsonl" }, Directory.GetFiles(kit.Directory).Select(Path.GetFileName).Order().ToArray());
    }

    [TestMethod]
    public async Task Jobs_are_split_at_the_providers_limits()
    {
        using var kit = new BatchKit(40);
        kit.Provider.Limits = new BatchLimits(7, 300);
        await kit.BuildAsync();
        Assert.AreEqual(await BatchKit.LiveAsync(40), kit.Project.AllOutput());
        Assert.IsGreaterThan(6, kit.Provider.Submits);
        CollectionAssert.AllItemsAreUnique(kit.Provider.Paid);
    }

    [TestMethod]
    [DataRow("missing")]
    [DataRow("doubled")]
    [DataRow("reordered")]
    [DataRow("unknown")]
    [DataRow("errored")]
    [DataRow("expired")]
    [DataRow("torn")]
    public async Task What_a_job_does_to_its_results_changes_no_byte(string fault)
    {
        using var kit = new BatchKit(20);
        kit.Provider.Results = (job, lines) => job > 1 ? lines : fault switch
        {
            "missing" => lines.Skip(3),
            "doubled" => lines.Concat(lines.Select(line => line.Replace("text ", "other ", StringComparison.Ordinal))),
            "reordered" => lines.AsEnumerable().Reverse(),
            "unknown" => [FakeBatches.Line(new string('f', 32), 200, "foreign"), "no line at all", FakeBatches.Line("custom", 200, "x"), .. lines],
            "errored" => lines.Select((line, at) => at % 4 == 0 ? FakeBatches.Status(line, 500) : line),
            "expired" => lines.Select((line, at) => at % 4 == 0 ? FakeBatches.Status(line, 0) : line),
            _ => lines.Select((line, at) => at == 2 ? line[..20] : line),
        };
        var result = await kit.BuildAsync();
        Assert.AreEqual(0, result.Failed);
        Assert.AreEqual(await BatchKit.LiveAsync(20), kit.Project.AllOutput());
        if (fault == "unknown")
            Assert.Contains(line => line.EndsWith("3 unknown", StringComparison.Ordinal), kit.Said);
    }

    [TestMethod]
    public async Task A_row_whose_request_fails_in_every_job_is_failed_and_the_others_are_done()
    {
        using var kit = new BatchKit(20);
        kit.Provider.Results = (_, lines) => lines.Select(line => line.Contains("outline r4 ", StringComparison.Ordinal) ? FakeBatches.Status(line, 500) : line);
        var result = await kit.BuildAsync();
        Assert.AreEqual(1, result.Failed);
        Assert.HasCount(1, kit.Project.Warnings(Codes.TeacherCallFailed));
        Assert.Contains("3 batch jobs brought no reply: HTTP 500", kit.Project.Warnings(Codes.TeacherCallFailed)[0]);
    }

    [TestMethod]
    public async Task A_row_that_is_too_long_is_rejected()
    {
        using var kit = new BatchKit(20);
        kit.Provider.Results = (_, lines) => lines.Select(line => line.Contains("outline r4 ", StringComparison.Ordinal) ? FakeBatches.Status(line, 413) : line);
        var result = await kit.BuildAsync();
        Assert.AreEqual((0, 1), (result.Failed, result.Rejected["too_long"]));
    }

    [TestMethod]
    public async Task Three_rounds_without_a_reply_are_one_error()
    {
        using var kit = new BatchKit(20);
        kit.Provider.Results = (_, _) => [];
        var fault = (await Assert.ThrowsExactlyAsync<SynthException>(() => kit.BuildAsync())).Diagnostics;
        Assert.AreEqual(Codes.BatchJobFailed, fault.Single().Code);
        Assert.AreEqual(3, kit.Provider.Submits);
    }

    [TestMethod]
    public async Task A_key_that_no_request_gets_past_is_one_error_after_the_first_job()
    {
        using var kit = new BatchKit(20);
        kit.Provider.Results = (_, lines) => lines.Select(line => FakeBatches.Status(line, 401));
        var fault = (await Assert.ThrowsExactlyAsync<SynthException>(() => kit.BuildAsync())).Diagnostics;
        Assert.AreEqual(Codes.KeyRefused, fault.Single().Code);
        Assert.AreEqual(1, kit.Provider.Submits);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task A_lost_answer_to_a_submit_costs_no_second_job(bool keepsHash)
    {
        using var kit = new BatchKit(20);
        kit.Provider.KeepsHash = keepsHash;
        kit.Provider.Submit = submit => submit == 1 ? (true, new ProviderException(ProviderFault.Network, "reset") { MayBeCharged = true }) : null;
        await kit.BuildAsync();
        Assert.AreEqual(await BatchKit.LiveAsync(20), kit.Project.AllOutput());
        CollectionAssert.AllItemsAreUnique(kit.Provider.Paid);
    }

    [TestMethod]
    public async Task A_submit_that_fails_for_now_is_tried_again_and_one_that_fails_for_good_is_one_error()
    {
        using var kit = new BatchKit(20);
        kit.Provider.Submit = submit => submit < 3 ? (false, new ProviderException(ProviderFault.Overloaded, "busy")) : null;
        await kit.BuildAsync();
        CollectionAssert.AllItemsAreUnique(kit.Provider.Paid);

        using var bad = new BatchKit(20);
        bad.Provider.Submit = _ => (false, new ProviderException(ProviderFault.QuotaSpent, "no credit"));
        Assert.AreEqual(Codes.QuotaSpent, (await Assert.ThrowsExactlyAsync<SynthException>(() => bad.BuildAsync())).Diagnostics.Single().Code);
        bad.Provider.Submit = _ => null;
        await bad.BuildAsync();
        Assert.AreEqual(await BatchKit.LiveAsync(20), bad.Project.AllOutput());
    }

    [TestMethod]
    [DataRow(true, false)]
    [DataRow(false, false)]
    [DataRow(true, true)]
    public async Task An_interrupted_build_leaves_its_job_running_and_the_next_one_takes_the_results(bool keepsHash, bool recordLost)
    {
        using var kit = new BatchKit(20);
        kit.Provider.KeepsHash = keepsHash;
        kit.Provider.LooksToEnd = 5;
        using var drain = new CancellationTokenSource();
        kit.Provider.Looked = drain.Cancel;
        await Assert.ThrowsAsync<OperationCanceledException>(() => kit.BuildAsync(drain: drain.Token));
        Assert.HasCount(kit.Provider.Paid.Count, OpenRequests.Read(new PhysicalFileSystem(), kit.Directory));
        kit.Provider.Looked = null;
        if (recordLost)
            Directory.Delete(kit.Directory, recursive: true);
        await kit.BuildAsync();
        Assert.AreEqual(await BatchKit.LiveAsync(20), kit.Project.AllOutput());
        CollectionAssert.AllItemsAreUnique(kit.Provider.Paid);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Another_machine_finds_ended_jobs_by_their_keys(bool keepsHash)
    {
        using var kit = new BatchKit(20);
        kit.Provider.KeepsHash = keepsHash;
        await kit.BuildAsync();
        var (paid, whole) = (kit.Provider.Paid.Count, kit.Project.AllOutput());
        Directory.Delete(Path.Combine(kit.Project.Root, ".synthtrain"), recursive: true);
        await kit.BuildAsync();
        Assert.AreEqual(whole, kit.Project.AllOutput());
        Assert.HasCount(paid, kit.Provider.Paid);
    }

    [TestMethod]
    public async Task A_job_is_adopted_by_its_id_and_only_what_it_lacks_is_asked()
    {
        using var kit = new BatchKit(20);
        kit.Provider.Results = (job, lines) => job == 1 ? lines.Skip(2) : lines;
        await kit.BuildAsync();
        Directory.Delete(Path.Combine(kit.Project.Root, ".synthtrain"), recursive: true);
        var first = kit.Provider.Ids[0];
        kit.Adopt = first;
        await kit.BuildAsync();
        Assert.AreEqual(await BatchKit.LiveAsync(20), kit.Project.AllOutput());

        kit.Adopt = "job/none";
        Directory.Delete(Path.Combine(kit.Project.Root, ".synthtrain"), recursive: true);
        var fault = (await Assert.ThrowsExactlyAsync<SynthException>(() => kit.BuildAsync())).Diagnostics.Single();
        Assert.AreEqual(Codes.BatchJobFailed, fault.Code);
        Assert.Contains("'job/none'", fault.Message);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Killed_at_any_change_to_the_disk_no_request_is_paid_twice(bool keepsHash)
    {
        var whole = await BatchKit.LiveAsync();
        for (var at = 0; ; at++)
        {
            using var kit = new BatchKit();
            kit.Provider.KeepsHash = keepsHash;
            var files = new CrashingFileSystem(at);
            try
            {
                await kit.BuildAsync(files);
            }
            catch (Exception e) when (files.Crashed)
            {
                Assert.IsNotNull(e);
            }

            await kit.BuildAsync();
            Assert.AreEqual(whole, kit.Project.AllOutput(), $"killed at change {at}");
            CollectionAssert.AllItemsAreUnique(kit.Provider.Paid, $"killed at change {at}");
            if (files.Crashed)
                continue;
            Assert.IsGreaterThan(15, at);
            break;
        }
    }

    [TestMethod]
    public async Task A_whole_job_is_held_before_it_is_submitted_and_settled_with_what_it_came_to()
    {
        using var kit = new BatchKit(20);
        var account = new FakeAccount();
        kit.Account = account;
        account.Held = () => Assert.AreEqual(account.Holds.Count - 1, kit.Provider.Submits);
        await kit.BuildAsync();
        Assert.HasCount(kit.Provider.Submits, account.Settled);
        Assert.IsTrue(account.Holds.TrueForAll(hold => hold is { IsBatch: true } && hold.InputTokens == 100 * hold.Requests && hold.OutputTokens == 50 * hold.Requests));
        Assert.AreEqual(kit.Provider.Paid.Count, account.Holds.Sum(hold => hold.Requests));
        Assert.AreEqual(kit.Provider.Paid.Count * 0.015m, account.Settled.Sum(usage => usage.Cost));
    }

    [TestMethod]
    public async Task A_job_that_waits_for_room_in_the_budget_gets_it_when_another_is_settled()
    {
        using var kit = new BatchKit(40);
        kit.Provider.Limits = new BatchLimits(10, 1 << 20);
        kit.Account = new FakeAccount { Room = 1 };
        await kit.BuildAsync();
        Assert.AreEqual(await BatchKit.LiveAsync(40), kit.Project.AllOutput());
    }
}
