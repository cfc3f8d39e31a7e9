using System.Text;
using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Spending;
using SynthTrain.Loopback;
using SynthTrain.Loopback.Answers;
using SynthTrain.Loopback.Requests;
using SynthTrain.Sdk.Tests.Providers;
using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Money;

/// <summary>What money does to builds, with a paid provider that the loopback server plays.</summary>
[TestClass]
public sealed class PaidGuideTests
{
    private const decimal Input = 1m;
    private const decimal Output = 2m;

    [TestMethod]
    public async Task The_server_never_sees_the_request_that_would_cross_the_budget_and_a_restart_keeps_the_count()
    {
        var paid = new Invoice();
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { ApiKey = LiveGuide.Key, Answer = paid.Answer });
        using var guide = Guide(server);
        const decimal limit = 0.05m;
        var first = guide.Build("Drafts", "-p:SynthMaxCost=0.05").ShouldFail("ST2009").ShouldSay("SynthMaxCost is $0.05");
        var seen = server.Log.Count;
        Assert.IsGreaterThan(5, seen, first.ToString());
        var book = Book(guide);
        Assert.AreEqual(seen, book.TotalSpent.Requests);
        Assert.IsTrue(book.TotalSpent.Cost <= limit && book.TotalSpent.Cost > limit / 2, $"{book.TotalSpent}");
        Assert.AreEqual(seen, paid.Requests);
        Assert.AreEqual(paid.Total, book.TotalSpent.Cost, "The ledger says what the server would write on its invoice.");
        Assert.IsLessThanOrEqualTo(limit, paid.HighestReserved, "What the answered requests cost, with the bound of one that came, crossed the limit.");

        guide.Build("Drafts", "-p:SynthMaxCost=0.05").ShouldFail("ST2009");
        // What was left did not suffice for one request's bound.
        Assert.IsLessThan(seen + 8, server.Log.Count);
        Assert.IsTrue(Book(guide).TotalSpent.Cost <= limit);
        Assert.AreEqual(server.Log.Count, paid.Requests);
        Assert.IsLessThanOrEqualTo(limit, paid.HighestReserved);
        seen = server.Log.Count;

        guide.Project.Build("SynthStatus", "-p:SynthMaxCost=0.05").ShouldSucceed().ShouldSay(" of $0.05, ").ShouldSay("since the count began: test-model:");
        guide.Build("Drafts", "-p:SynthMaxCost=10").ShouldSucceed().ShouldSay("since the count began)").ShouldSay("  test-model: ");
        Assert.AreEqual(120, server.Log.Count);
        Assert.AreEqual(0, server.Log.RepeatsOfAnswered);
        Assert.AreEqual(default, Book(guide).TotalSpent, "The verb is complete.");
        StringAssert.Contains(guide.Project.Read("data/interim/drafts_v1.manifest.json"), "\"sinceCountBegan\"");
        guide.Build("Critiques", "-p:SynthMaxRequests=3 -p:SynthConcurrency=2").ShouldFail("ST2009");
        Assert.AreEqual(123, server.Log.Count);
    }

    [TestMethod]
    public async Task Many_paid_requests_need_a_yes_and_the_question_has_a_price()
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { ApiKey = LiveGuide.Key });
        using var guide = Guide(server);
        guide.Project.Build("DataFull").ShouldFail("ST2010").ShouldSay("360 paid requests would be sent (drafts 120, critiques about 120, dataset about 120), more than SynthConfirmAbove, which is 100; they cost about $");
        guide.Project.Build("Drafts").ShouldFail("ST2010").ShouldSay("120 paid requests would be sent (drafts 120)");

        var before = guide.Project.Tree();
        guide.Project.Build("Drafts", "-question").ShouldFail("ST1001").ShouldSay("drafts: 120 of 120 rows to make, 120 calls, about ").ShouldSay(" out, at most $");
        Assert.AreEqual(string.Join('\n', before), string.Join('\n', guide.Project.Tree()));
        guide.Project.Build("SynthStatus").ShouldSucceed().ShouldSay("critiques: about 120 calls").ShouldSay("(an estimate: its input is not made yet)");
        Assert.AreEqual(0, server.Log.Count);

        guide.Project.Build("Drafts", "-p:SynthLimit=5").ShouldSucceed();
        Assert.AreEqual(5, server.Log.Count);
        guide.Project.Build("Drafts", "-question").ShouldFail("ST1001").ShouldSay("drafts: 115 of 120 rows to make, 115 calls");
        // The journal is lost, the replies are not: nothing is to be paid.
        guide.Project.Delete(".synthtrain/journal", "synthtrain.lock.json", "data/interim/drafts_v1.jsonl", "data/interim/drafts_v1.manifest.json");
        guide.Project.Build("Drafts", "-p:SynthLimit=5 -question").ShouldFail("ST1001").ShouldSay("drafts: 5 of 5 rows to make, 0 calls");
    }

    [TestMethod]
    public async Task A_missing_key_and_a_missing_price_stop_a_verb_before_its_first_call()
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { ApiKey = LiveGuide.Key });
        using var guide = Guide(server);
        guide.Project.Delete("configs/prices.yaml");
        guide.Build("DataFull", "-p:SynthMaxCost=5").ShouldFail("ST2011");
        guide.Project.Delete(".env");
        guide.Build("DataFull").ShouldFail("ST2004");
        Assert.AreEqual(0, server.Log.Count);
    }

    [TestMethod]
    public async Task A_dry_run_lists_calls_makes_none_and_writes_nothing()
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { ApiKey = LiveGuide.Key });
        using var guide = Guide(server);
        var before = string.Join('\n', guide.Project.Tree());
        guide.Project.Build("DataFull", "-p:SynthDryRun=true").ShouldSucceed().ShouldSay("plan: would run");
        Assert.AreEqual(before, string.Join('\n', guide.Project.Tree()));

        guide.Project.Build("Plan").ShouldSucceed();
        before = string.Join('\n', guide.Project.Tree());
        foreach (var verb in new[] { "DataFull", "Drafts", "DraftsBatch", "Build", "SynthPurge", "SynthStatus", "SynthRecord", "SynthCompact" })
        {
            guide.Project.Build(verb, "-p:SynthDryRun=true").ShouldSucceed();
            Assert.AreEqual(before, string.Join('\n', guide.Project.Tree()), verb);
        }

        guide.Project.Build("DataFull", "-p:SynthDryRun=true").ShouldSucceed()
            .ShouldSay("drafts row pg-").ShouldSay("draft to test-model, about ").ShouldSay("drafts: and 100 more calls")
            .ShouldSay("critiques: about 120 calls").ShouldSay("split: would run");
        Assert.AreEqual(before, string.Join('\n', guide.Project.Tree()));
        Assert.AreEqual(0, server.Log.Count);
    }

    [TestMethod]
    public async Task A_pinned_result_that_is_nowhere_is_told_before_it_is_paid_for_again()
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { ApiKey = LiveGuide.Key });
        using var guide = Guide(server);
        guide.Build("Drafts").ShouldSucceed();
        var seen = server.Log.Count;
        guide.Project.Delete(".synthtrain", "data/interim/drafts_v1.jsonl", "data/interim/drafts_v1.manifest.json");
        guide.Build("Drafts").ShouldFail("ST1006").ShouldSay("its 120 requests were not sent");
        guide.Build("Drafts", "-p:SynthCi=true").ShouldFail("ST1006");
        Assert.AreEqual(seen, server.Log.Count);
    }

    private static LiveGuide Guide(ProviderServer server)
    {
        var guide = new LiveGuide(server, "openai");
        guide.Project.Write("configs/prices.yaml", $"models:\n  test-model: {{ input: {Input}, output: {Output} }}\n");
        return guide;
    }

    private static SpendBook Book(LiveGuide guide) => SpendLedger.Read(new PhysicalFileSystem(), new ProjectLayout(guide.Project.Root), new Silence());

    // What the server would ask to be paid, from the requests that came and the answers that it gave.
    private sealed class Invoice
    {
        private const decimal Million = 1_000_000m;
        private readonly Lock _lock = new();

        public int Requests { get; private set; }

        public decimal Total { get; private set; }

        // The most that stood on the invoice when a request came, with all that this request might cost.
        public decimal HighestReserved { get; private set; }

        public string Answer(ServerRequest request)
        {
            var answer = DefaultAnswers.Answer(request);
            var prompt = request.PromptTokens * Input / Million;
            lock (_lock)
            {
                Requests++;
                HighestReserved = Math.Max(HighestReserved, Total + prompt + (request.MaxTokens!.Value * Output / Million));
                Total += prompt + (ServerRequest.Tokens(Encoding.UTF8.GetByteCount(answer)) * Output / Million);
            }

            return answer;
        }
    }

    private sealed class Silence : IDiagnosticSink
    {
        public void Report(Diagnostic diagnostic)
        {
        }
    }
}
