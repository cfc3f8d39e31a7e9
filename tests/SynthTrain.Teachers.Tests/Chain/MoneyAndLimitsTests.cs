using SynthTrain.Core.IO;
using SynthTrain.Core.Teachers;
using SynthTrain.Core.Tests.Support;
using SynthTrain.Teachers.Money;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Secrets;
using SynthTrain.Teachers.Tests.Chain.Support;

namespace SynthTrain.Teachers.Tests.Chain;

/// <summary>Budget and rate limit together: a place in the window is taken right before the request is sent.</summary>
[TestClass]
public sealed class MoneyAndLimitsTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TeacherDefinition s_teacher = new()
    {
        Name = "live",
        Provider = "openai-compatible",
        Models = ["m-1"],
        BaseUrl = new Uri("http://host/v1/"),
        Limits = new TeacherLimits { RequestsPerMinute = 1, Window = TimeSpan.FromHours(1) },
    };

    [TestMethod]
    public async Task A_request_that_waits_for_money_takes_no_place_from_the_others()
    {
        using var folder = new TempFolder();
        using var network = new HeldNetwork();
        network.Answer();
        var account = new Waiting();
        using var chain = Chain(folder, network, account);
        using var stop = new CancellationTokenSource();
        account.Gate = new TaskCompletionSource();
        var poor = chain.AskAsync(Request("poor"), stop.Token).AsTask();
        await account.Asked.Task.WaitAsync(s_patience);
        account.Gate = null;
        Assert.AreEqual("TEXT", (await chain.AskAsync(Request("rich"), default).AsTask().WaitAsync(s_patience)).Text);
        await stop.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => poor);
    }

    [TestMethod]
    public async Task A_request_given_up_while_it_waits_for_its_place_costs_nothing_and_is_no_request()
    {
        using var folder = new TempFolder();
        using var network = new HeldNetwork();
        network.Answer();
        var account = new Waiting();
        using var chain = Chain(folder, network, account);
        await chain.AskAsync(Request("first"), default).AsTask().WaitAsync(s_patience);
        using var stop = new CancellationTokenSource();
        var second = chain.AskAsync(Request("second"), stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => second.WaitAsync(s_patience));
        Assert.AreEqual(1, network.Count);
        Assert.AreEqual(SpendUsage.Unsent, account.Settled[^1]);
    }

    private static TeacherRequest Request(string text) => new() { Task = "t", Messages = [new TeacherMessage("user", text)], Teacher = s_teacher };

    private static TeacherChain Chain(TempFolder folder, HttpMessageHandler network, ISpendAccount account) => TeacherChain.Build(new TeacherChainOptions
    {
        Teacher = s_teacher,
        Files = new PhysicalFileSystem(),
        Time = TimeProvider.System,
        Diagnostics = new CollectingSink(),
        ReplyDirectory = folder["replies"],
        Services = new ProviderServices(new KeyRing(_ => null), TimeProvider.System, network),
        Account = account,
        Prices = new TeacherPrices(s_teacher, PriceTable.Load(new PhysicalFileSystem(), null)),
    });

    private sealed class Waiting : ISpendAccount
    {
        public TaskCompletionSource? Gate { get; set; }

        public TaskCompletionSource Asked { get; } = new();

        public List<SpendUsage> Settled { get; } = [];

        public async ValueTask<SpendHold> HoldAsync(SpendEstimate estimate, CancellationToken cancellationToken)
        {
            var gate = Gate;
            Asked.TrySetResult();
            if (gate is not null)
                await gate.Task.WaitAsync(cancellationToken);
            return new SpendHold(1, estimate, 0);
        }

        public void Settle(in SpendHold hold, SpendUsage usage) => Settled.Add(usage);
    }
}
