using System.Text;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Tests.Rows.Support;
using SynthTrain.Teachers.Batches;
using SynthTrain.Teachers.Money;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Secrets;
using SynthTrain.Teachers.Tests.Support;

namespace SynthTrain.Teachers.Tests.Batches;

/// <summary>Jobs that are refused, lost, gone, strange or endless: nothing paid is thrown away, and no state blocks the stage for ever.</summary>
[TestClass]
public sealed class BatchTroubleTests
{
    [TestMethod]
    public async Task A_job_that_was_refused_as_a_whole_is_settled_and_does_not_block_the_next_build()
    {
        using var kit = new BatchKit(20);
        var account = new FakeAccount();
        kit.Account = account;
        kit.Provider.Results = (job, lines) => job == 1 ? lines.Select(line => FakeBatches.Status(line, 401)) : lines;
        Assert.AreEqual(Codes.KeyRefused, await kit.FaultAsync());
        Assert.AreEqual(0m, account.Settled.Single().Cost);
        await kit.BuildAsync();
        Assert.AreEqual(await BatchKit.LiveAsync(20), kit.Project.AllOutput());
    }

    [TestMethod]
    public async Task An_adopted_job_that_was_taken_before_is_taken_again()
    {
        using var kit = new BatchKit(20);
        await kit.BuildAsync();
        kit.Forget("replies", "journal");
        kit.Adopt = kit.Provider.Ids[0];
        await kit.BuildAsync();
        Assert.AreEqual(await BatchKit.LiveAsync(20), kit.Project.AllOutput());
        // The first round's job was adopted, the second round's was not.
        Assert.AreEqual(3, kit.Provider.Submits);
    }

    [TestMethod]
    public async Task A_job_that_the_provider_does_not_find_is_an_error_that_names_it_and_is_taken_when_it_is_back()
    {
        using var kit = new BatchKit(20);
        var id = await kit.InterruptAsync();
        kit.Provider.Forgotten.Add(id);
        var fault = (await Assert.ThrowsExactlyAsync<SynthException>(() => kit.BuildAsync())).Diagnostics.Single();
        Assert.AreEqual(Codes.BatchJobFailed, fault.Code);
        Assert.Contains($"'{id}'", fault.Message);
        Assert.Contains(".synthtrain/batches/main/test", fault.Message);
        kit.Provider.Forgotten.Clear();
        await kit.BuildAsync();
        Assert.AreEqual(await BatchKit.LiveAsync(20), kit.Project.AllOutput());
        CollectionAssert.AllItemsAreUnique(kit.Provider.Paid);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task What_a_found_job_answers_of_rows_that_this_build_leaves_out_is_kept(bool keepsHash)
    {
        using var kit = new BatchKit(20);
        kit.Provider.KeepsHash = keepsHash;
        await kit.BuildAsync();
        var paid = kit.Provider.Paid.Count;
        kit.Forget("replies", "journal", "batches");
        kit.Project.Limit = 3;
        await kit.BuildAsync();
        kit.Project.Limit = null;
        await kit.BuildAsync();
        Assert.AreEqual(await BatchKit.LiveAsync(20), kit.Project.AllOutput());
        Assert.HasCount(paid, kit.Provider.Paid);
    }

    [TestMethod]
    [DataRow(404)]
    [DataRow(403)]
    public async Task An_old_job_whose_results_are_gone_stops_no_build(int status)
    {
        using var kit = new BatchKit(20);
        var old = kit.Provider.Add([FakeBatches.Line(new string('a', 32), 200, "x")], TimeSpan.FromDays(40), new string('b', 32));
        kit.Provider.Reading = id => id == old ? new ProviderException(status == 403 ? ProviderFault.Unauthorized : ProviderFault.NotTheApi, $"HTTP {status}") { Status = status } : null;
        await kit.BuildAsync();
        Assert.AreEqual(await BatchKit.LiveAsync(20), kit.Project.AllOutput());
        Assert.Contains(line => line.Contains($"batch job {old} cannot be looked into", StringComparison.Ordinal), kit.Said);
    }

    [TestMethod]
    public async Task A_job_of_ours_whose_results_are_gone_says_so_and_is_asked_anew_when_its_folder_is_deleted()
    {
        using var kit = new BatchKit(20);
        kit.Provider.Reading = id => id == "job/1" ? new ProviderException(ProviderFault.NotTheApi, "HTTP 404: no such file") { Status = 404 } : null;
        var fault = (await Assert.ThrowsExactlyAsync<SynthException>(() => kit.BuildAsync())).Diagnostics.Single();
        Assert.AreEqual(Codes.BatchJobFailed, fault.Code);
        Assert.Contains("'job/1'", fault.Message);
        Assert.Contains("results are gone", fault.Message);
        kit.Forget("batches");
        await kit.BuildAsync();
        Assert.AreEqual(await BatchKit.LiveAsync(20), kit.Project.AllOutput());
    }

    [TestMethod]
    public async Task A_job_without_a_reply_costs_nothing_and_a_reply_that_cannot_be_read_its_bound()
    {
        using var kit = new BatchKit(20);
        var account = new FakeAccount();
        kit.Account = account;
        kit.Provider.Results = (job, lines) => job == 1 ? [] : lines.Select((line, at) => job == 2 && at == 0 ? FakeBatches.Status(line, 299) : line);
        await kit.BuildAsync();
        Assert.AreEqual(new SpendUsage(0, 0, 0), account.Settled[0]);
        Assert.AreEqual(new SpendUsage((19 * 10) + 100, (19 * 5) + 50, (19 * 0.015m) + 0.15m), account.Settled[1]);
    }

    [TestMethod]
    public async Task Each_request_of_a_job_is_priced_for_itself()
    {
        using var kit = new BatchKit(20);
        var account = new FakeAccount();
        kit.Account = account;
        await kit.BuildAsync();
        Assert.AreEqual(20 * 0.15m, account.Holds[0].Cost);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task The_list_of_jobs_is_read_back_to_when_a_lost_one_was_submitted(bool keepsHash)
    {
        using var kit = new BatchKit(20);
        kit.Provider.KeepsHash = keepsHash;
        kit.Provider.PageSize = 2;
        kit.Provider.Submit = submit =>
        {
            if (submit != 1)
                return null;
            for (var i = 0; i < 7; i++)
                kit.Provider.Add([FakeBatches.Line("other", 200, "x")], TimeSpan.FromMinutes(-1));
            return (true, new ProviderException(ProviderFault.Network, "reset") { MayBeCharged = true });
        };
        await kit.BuildAsync();
        Assert.AreEqual(await BatchKit.LiveAsync(20), kit.Project.AllOutput());
        CollectionAssert.AllItemsAreUnique(kit.Provider.Paid);
    }

    [TestMethod]
    public async Task A_running_job_of_the_same_size_that_turns_out_to_be_another_is_given_up()
    {
        using var kit = new BatchKit(20);
        kit.Provider.KeepsHash = false;
        kit.Provider.Add(Enumerable.Range(0, 20).Select(at => FakeBatches.Line($"custom-{at}", 200, "x")), TimeSpan.Zero, looks: 0);
        kit.Provider.Submit = submit => submit == 1 ? (false, new ProviderException(ProviderFault.Network, "reset")) : null;
        kit.Provider.Results = (job, lines) => job is 2 or 3 ? [] : lines;
        await kit.BuildAsync();
        Assert.AreEqual(await BatchKit.LiveAsync(20), kit.Project.AllOutput());
    }

    [TestMethod]
    public async Task A_job_that_does_not_end_within_its_providers_day_is_one_error()
    {
        using var kit = new BatchKit(20);
        var time = new VirtualTime();
        kit.Time = kit.Provider.Time = time;
        kit.Pause = TimeSpan.FromHours(1);
        kit.Provider.Endless.Add("job/1");
        var fault = (await Assert.ThrowsExactlyAsync<SynthException>(() => time.RunAsync(kit.BuildAsync()))).Diagnostics.Single();
        Assert.AreEqual(Codes.BatchJobFailed, fault.Code);
        Assert.Contains("'job/1'", fault.Message);
        Assert.IsLessThan(TimeSpan.FromHours(60), time.Elapsed);
    }

    [TestMethod]
    public async Task A_job_whose_requests_nobody_asks_any_more_is_not_waited_for()
    {
        using var kit = new BatchKit(20);
        kit.Provider.Endless.Add(await kit.InterruptAsync());
        kit.Project.Write(RowProject.SixRows);
        await kit.BuildAsync();
        Assert.AreEqual(await BatchKit.LiveAsync(), kit.Project.AllOutput());
        Assert.HasCount(20, OpenRequests.Read(new PhysicalFileSystem(), kit.Directory));
    }

    [TestMethod]
    public async Task A_secret_in_a_result_is_not_written_to_disk()
    {
        using var kit = new BatchKit(20);
        kit.Secrets.Hide("sk-planted");
        kit.Provider.Results = (_, lines) => lines.Select(line => line.Replace("text 3", "text sk-planted", StringComparison.Ordinal));
        var seen = 0;
        kit.Provider.Read = line =>
        {
            Assert.DoesNotContain("sk-planted", Encoding.UTF8.GetString(line.Span));
            seen++;
        };
        await kit.BuildAsync();
        Assert.IsGreaterThan(19, seen);
    }

    [TestMethod]
    public async Task Files_of_no_open_job_are_deleted()
    {
        using var kit = new BatchKit(20);
        await kit.InterruptAsync();
        string[] dead = ["dead.requests.jsonl", "dead.keys", "dead.keys.synthtmp", "job_9.results.jsonl"];
        foreach (var name in dead)
            File.WriteAllText(Path.Combine(kit.Directory, name), "x");
        await kit.BuildAsync();
        Assert.AreEqual(await BatchKit.LiveAsync(20), kit.Project.AllOutput());
        foreach (var name in dead)
            Assert.IsFalse(File.Exists(Path.Combine(kit.Directory, name)), name);
    }
}
