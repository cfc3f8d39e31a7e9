using System.Diagnostics;
using System.Globalization;
using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Spending;
using SynthTrain.Core.Tests.Support;
using SynthTrain.Teachers.Money;

namespace SynthTrain.Teachers.Tests.Money;

[TestClass]
public sealed class SpendAccountTests
{
    // 1,000 tokens in and 100 out of this model: $0.0012, $0.0002 of them for the reply.
    private static readonly SpendEstimate s_request = new("m", 1, 1_000, 100);

    [TestMethod]
    public async Task A_request_that_could_cross_the_limit_is_not_let_through()
    {
        using var bank = new Bank();
        using var account = bank.Open(new SpendLimits(0.0030m));
        await bank.SpendAsync(account, new SpendUsage(1_000, 100, 0.0012m));
        await bank.SpendAsync(account, new SpendUsage(1_000, 100, 0.0012m));
        var fault = await Assert.ThrowsExactlyAsync<SynthException>(() => account.HoldAsync(s_request, default).AsTask());
        Assert.AreEqual(
            "error ST2009: SynthMaxCost is $0.003: $0.0024 spent since the count began, $0.00 held for 0 requests under way, and the next request to 'm' can come to $0.0012. It was not sent; answers are kept. Build again with -p:SynthMaxCost=0.01 or more to go on.",
            fault.Message);
        Assert.AreEqual(new SpendTotals(2, 2_000, 200, 0.0024m, 0), account.Total);
    }

    [TestMethod]
    public async Task Requests_and_tokens_are_limited_too_and_a_refused_request_is_a_request()
    {
        using var bank = new Bank();
        using (var account = bank.Open(new SpendLimits(MaxRequests: 2)))
        {
            await bank.SpendAsync(account, SpendUsage.Nothing);
            await bank.SpendAsync(account, SpendUsage.Nothing);
            var fault = await Assert.ThrowsExactlyAsync<SynthException>(() => account.HoldAsync(s_request, default).AsTask());
            StringAssert.Contains(fault.Message, "SynthMaxRequests is 2: 2 spent");
        }

        using var other = bank.Open(new SpendLimits(MaxTokens: 2_199));
        await bank.SpendAsync(other, new SpendUsage(1_000, 100, 0));
        StringAssert.Contains((await Assert.ThrowsExactlyAsync<SynthException>(() => other.HoldAsync(s_request, default).AsTask())).Message, "SynthMaxTokens is 2199: 1100 spent");
    }

    [TestMethod]
    public async Task A_request_that_was_never_sent_is_none()
    {
        using var bank = new Bank();
        using var account = bank.Open(new SpendLimits(MaxRequests: 1));
        await bank.SpendAsync(account, SpendUsage.Unsent);
        Assert.AreEqual(default, account.Total);
        await bank.SpendAsync(account, SpendUsage.Nothing);
        Assert.AreEqual(1, account.Total.Requests);
        account.Dispose();
        // On disk too.
        Assert.AreEqual(1, bank.Read().TotalSpent.Requests);
    }

    [TestMethod]
    public async Task A_request_waits_while_those_under_way_may_turn_out_cheaper()
    {
        using var bank = new Bank();
        using var account = bank.Open(new SpendLimits(0.0020m));
        var first = await account.HoldAsync(s_request, default);
        var second = account.HoldAsync(s_request, default).AsTask();
        Assert.IsFalse(second.IsCompleted);
        account.Settle(first, new SpendUsage(500, 10, 0.0007m));
        Assert.AreEqual(0.0012m, (await second).Cost);
    }

    [TestMethod]
    public async Task A_request_that_waited_in_vain_is_refused()
    {
        using var bank = new Bank();
        using var account = bank.Open(new SpendLimits(0.0020m));
        var first = await account.HoldAsync(s_request, default);
        var second = account.HoldAsync(s_request, default).AsTask();
        account.Settle(first, new SpendUsage(1_000, 100, 0.0012m));
        Assert.AreEqual(Codes.BudgetReached, (await Assert.ThrowsExactlyAsync<SynthException>(() => second)).Diagnostics[0].Code);
    }

    [TestMethod]
    public async Task Giving_up_the_wait_holds_nothing()
    {
        using var bank = new Bank();
        using var account = bank.Open(new SpendLimits(0.0020m));
        using var stop = new CancellationTokenSource();
        await account.HoldAsync(s_request, default);
        var second = account.HoldAsync(s_request, stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => second);
        Assert.AreEqual(1, bank.Read().OpenHolds);
    }

    [TestMethod]
    public async Task Money_without_a_price_is_an_error_at_once_when_it_is_limited_and_noted_when_not()
    {
        using var bank = new Bank();
        var unknown = new SpendEstimate("nobody-knows", 1, 10, 10);
        using (var account = bank.Open(new SpendLimits(1m)))
            Assert.AreEqual(Codes.UnknownPrice, (await Assert.ThrowsExactlyAsync<SynthException>(() => account.HoldAsync(unknown, default).AsTask())).Diagnostics[0].Code);
        using (var free = bank.Open(new SpendLimits()))
        {
            free.Settle(await free.HoldAsync(unknown, default), new SpendUsage(9, 8, null));
            Assert.AreEqual(new SpendTotals(1, 9, 8, 0, 1), free.Total);
        }

        Assert.IsNull(bank.Read().TotalSpent.KnownCost);
    }

    [TestMethod]
    public async Task A_restart_keeps_the_count_and_a_completed_verb_ends_it()
    {
        using var bank = new Bank();
        using (var account = bank.Open(new SpendLimits(0.0030m)))
            await bank.SpendAsync(account, new SpendUsage(1_000, 100, 0.0012m));
        using (var account = bank.Open(new SpendLimits(0.0020m)))
        {
            await Assert.ThrowsExactlyAsync<SynthException>(() => account.HoldAsync(s_request, default).AsTask());
            Assert.AreEqual(0.0012m, account.SinceCountBegan()["m"].Cost);
            Assert.IsEmpty(account.ByModel());
        }

        // A verb that left the spending stage out says nothing of it.
        bank.Complete("main", "plan");
        bank.Complete("sample", "plan", "drafts");
        Assert.AreEqual(0.0012m, bank.Read().TotalSpent.Cost);
        bank.Complete("main", "plan", "drafts");
        Assert.AreEqual(default, bank.Read().TotalSpent);
        using var again = bank.Open(new SpendLimits(0.0020m));
        await bank.SpendAsync(again, new SpendUsage(1_000, 100, 0.0012m));
    }

    [TestMethod]
    public async Task A_project_that_never_spent_gets_no_ledger()
    {
        using var bank = new Bank();
        bank.Complete("main", "drafts");
        using (bank.Open(new SpendLimits(1m)))
            Assert.AreEqual(default, bank.Read().TotalSpent);
        Assert.IsFalse(bank.Has(".synthtrain/spend"));
        await Task.CompletedTask;
    }

    [TestMethod]
    public async Task What_an_ended_account_held_counts_at_its_bound()
    {
        using var bank = new Bank();
        using (var account = bank.Open(new SpendLimits()))
            await account.HoldAsync(s_request, default);
        // Nobody lives who could settle it: the next one does not wait for it.
        using var next = bank.Open(new SpendLimits(0.0020m));
        Assert.AreEqual(Codes.BudgetReached, (await Assert.ThrowsExactlyAsync<SynthException>(() => next.HoldAsync(s_request, default).AsTask())).Diagnostics[0].Code);
        Assert.AreEqual((0.0012m, 0), (bank.Read().TotalSpent.Cost, bank.Read().OpenHolds));
    }

    [TestMethod]
    public async Task A_torn_line_is_cut_off_and_a_damaged_one_is_passed_over_with_a_warning()
    {
        using var bank = new Bank();
        using (var account = bank.Open(new SpendLimits()))
            await bank.SpendAsync(account, new SpendUsage(1_000, 100, 0.0012m));
        bank.Append("rubbish\n{\"hold\":7,\"session\":1,\"run\":\"ma");
        using (var account = bank.Open(new SpendLimits()))
            await bank.SpendAsync(account, new SpendUsage(1_000, 100, 0.0012m));
        Assert.AreEqual(0.0024m, bank.Read().TotalSpent.Cost);
        StringAssert.Contains(bank.Warnings.Diagnostics[0].ToString(), "warning ST1005: 1 line(s) of '.synthtrain/spend/spend.jsonl' are damaged");
    }

    [TestMethod]
    public async Task Two_accounts_on_one_ledger_never_cross_the_limit_together()
    {
        using var bank = new Bank();
        using var one = bank.Open(new SpendLimits(0.25m));
        using var two = bank.Open(new SpendLimits(0.25m));
        await Task.WhenAll(Enumerable.Range(0, 16).Select(worker => Task.Run(async () =>
        {
            var account = worker % 2 == 0 ? one : two;
            while (true)
            {
                try
                {
                    var hold = await account.HoldAsync(s_request, default);
                    await Task.Yield();
                    account.Settle(hold, new SpendUsage(900, 50, 0.0010m));
                }
                catch (SynthException e) when (e.Diagnostics[0].Code == Codes.BudgetReached)
                {
                    return;
                }
            }
        })));
        var spent = one.Total.Cost + two.Total.Cost;
        one.Dispose();
        two.Dispose();
        Assert.AreEqual(bank.Read().TotalSpent.Cost, spent);
        Assert.IsTrue(spent is > 0.2480m and <= 0.25m, spent.ToString(CultureInfo.InvariantCulture));
    }

    [TestMethod]
    public async Task Two_processes_never_cross_the_limit_together()
    {
        using var bank = new Bank();
        using var one = bank.Start("gpt-5-mini", 0.5m, 100_000);
        using var two = bank.Start("gpt-5-mini", 0.5m, 100_000);
        var ends = await Task.WhenAll(one.StandardOutput.ReadToEndAsync(), two.StandardOutput.ReadToEndAsync());
        var spent = 0m;
        foreach (var end in ends)
        {
            var lines = end.Split('\n');
            Assert.AreEqual(Codes.BudgetReached, lines[0], end);
            spent += decimal.Parse(lines[1], CultureInfo.InvariantCulture);
        }

        // A request can come to $0.0020: nearer than that the limit is not approached.
        Assert.IsTrue(spent is > 0.4975m and <= 0.5m, spent.ToString(CultureInfo.InvariantCulture));
        Assert.AreEqual(bank.Read().TotalSpent.Cost, spent);
    }

    [TestMethod]
    public async Task What_a_killed_process_held_counts_at_its_bound()
    {
        using var bank = new Bank();
        using var process = bank.Start("gpt-5-mini", 5m, 16, "hang");
        Assert.AreEqual("hanging", await process.StandardOutput.ReadLineAsync());
        // While it lives, what it holds may still turn out cheaper.
        using var account = bank.Open(new SpendLimits(0.0330m));
        var waiting = account.HoldAsync(new SpendEstimate("m", 1, 10_000, 0), default).AsTask();
        Assert.IsFalse(waiting.IsCompleted);
        process.Kill();
        await process.WaitForExitAsync();
        Assert.AreEqual(Codes.BudgetReached, (await Assert.ThrowsExactlyAsync<SynthException>(() => waiting)).Diagnostics[0].Code);
        var spent = bank.Read().SpentOn("main", "drafts")["gpt-5-mini"];
        Assert.AreEqual((16L, 16_000L), (spent.Requests, spent.OutputTokens));
        Assert.IsTrue(spent.Cost > 0.032m);
    }

    private sealed class Bank : IDisposable
    {
        private readonly TempFolder _folder = new();

        public Bank() => _folder.Write("prices.yaml", "models: { m: { input: 1, output: 2 } }\n");

        public CollectingSink Warnings { get; } = new();

        private ProjectLayout Layout => new(_folder.Root);

        public SpendAccount Open(SpendLimits limits) => new(new SpendAccountOptions
        {
            Files = new PhysicalFileSystem(),
            Time = TimeProvider.System,
            Layout = Layout,
            Diagnostics = Warnings,
            Run = "main",
            Stage = "drafts",
            Prices = new TeacherPrices(new() { Name = "paid", Provider = "openai", Models = ["m"] }, PriceTable.Load(new PhysicalFileSystem(), (_folder["prices.yaml"], "prices.yaml"))),
            Limits = limits,
        });

        public async Task SpendAsync(SpendAccount account, SpendUsage usage) => account.Settle(await account.HoldAsync(s_request, default), usage);

        public SpendBook Read() => SpendLedger.Read(new PhysicalFileSystem(), Layout, new CollectingSink());

        public void Complete(string run, params string[] stages)
        {
            using var ledger = new SpendLedger(new PhysicalFileSystem(), Layout, new CollectingSink());
            ledger.Complete(run, stages);
        }

        public bool Has(string relative) => Path.Exists(_folder[relative]);

        public void Append(string text) => File.AppendAllText(_folder[".synthtrain/spend/spend.jsonl"], text);

        public Process Start(string model, decimal limit, int requests, string mode = "")
        {
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
            foreach (var argument in new[] { "exec", Path.Combine(AppContext.BaseDirectory, "SynthTrain.Spender.dll"), _folder.Root, model, limit.ToString(CultureInfo.InvariantCulture), requests.ToString(CultureInfo.InvariantCulture), mode })
                start.ArgumentList.Add(argument);
            return Process.Start(start)!;
        }

        public void Dispose() => _folder.Dispose();
    }
}
