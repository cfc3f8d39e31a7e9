using SynthTrain.Core.IO;
using SynthTrain.Core.Teachers;
using SynthTrain.Core.Tests.Support;
using SynthTrain.Loopback;
using SynthTrain.Loopback.Faults;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Secrets;

namespace SynthTrain.Teachers.Tests.Chain;

/// <summary>The whole chain over HTTP.</summary>
[TestClass]
public sealed class LiveChainTests
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(3);

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task Two_hundred_samples_of_one_prompt_are_two_hundred_requests_and_none_the_second_time()
    {
        await using var server = await ProviderServer.StartAsync();
        using var folder = new TempFolder();
        for (var run = 0; run < 2; run++)
        {
            using var chain = Build(folder, Definition(server));
            var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(sample => chain.AskAsync(Request("Tell me about Lisbon.", sample), TestContext.CancellationToken).AsTask()));
            Assert.AreEqual(200, server.Log.Count, "Run " + run);
            Assert.IsTrue(replies.All(reply => reply.Cached == (run == 1)));
        }
    }

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(0.2)]
    public async Task Requests_of_a_window_are_never_more_than_allowed_and_hardly_fewer(double faults)
    {
        const int Allowed = 60;
        const int Count = 4 * Allowed;
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { LatencyMs = 20, Faults = FaultScript.Of(FaultRule.Random(faults, FaultKind.ServerError, FaultKind.RateLimit)) });
        await AskAllAsync(server, new TeacherLimits { RequestsPerMinute = Allowed, Window = s_window, MaxAttempts = 30 }, Count);

        var arrivals = server.Log.Entries.Select(entry => entry.Arrived).Order().ToList();
        Assert.IsLessThanOrEqualTo(Allowed, server.Log.Peak(s_window).Requests);
        Reached(arrivals, Allowed, _ => 1);
    }

    [TestMethod]
    public async Task Tokens_of_a_window_are_never_more_than_allowed_and_hardly_fewer()
    {
        const int MaxTokens = 400;
        const int Allowed = 40_000;
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { LatencyMs = 20 });
        await AskAllAsync(server, new TeacherLimits { TokensPerMinute = Allowed, Window = s_window }, 4 * Allowed / (MaxTokens + 10), MaxTokens);

        Assert.IsLessThanOrEqualTo(Allowed, server.Log.Peak(s_window).Tokens);
        var entries = server.Log.Entries.OrderBy(entry => entry.Arrived).ToList();
        Reached([.. entries.Select(entry => entry.Arrived)], Allowed, number => entries[number].Reserved);
    }

    private void Reached(List<TimeSpan> arrivals, long allowed, Func<int, long> size)
    {
        var last = arrivals.FindLastIndex(arrival => arrival - arrivals[0] < s_window * 3.5);
        var sent = Enumerable.Range(0, last + 1).Sum(size);
        // Windows begun so far, the last one whole: requests come in bursts of a windowful.
        var windows = (int)((arrivals[last] - arrivals[0]) / s_window) + 1;
        TestContext.WriteLine($"{sent} of {windows * allowed} in {windows} windows of {s_window.TotalSeconds} s: {100.0 * sent / (windows * allowed):0.0} %");
        Assert.IsGreaterThanOrEqualTo(0.95 * windows * allowed, sent);
    }

    private async Task AskAllAsync(ProviderServer server, TeacherLimits limits, int count, int? maxTokens = null)
    {
        using var folder = new TempFolder();
        using var chain = Build(folder, Definition(server, maxTokens) with { Limits = limits });
        await Task.WhenAll(Enumerable.Range(0, count).Select(number => chain.AskAsync(Request($"Tell me about place number {number}, please.", 0), TestContext.CancellationToken).AsTask()));
    }

    private static TeacherChain Build(TempFolder folder, TeacherDefinition definition) => TeacherChain.Build(new TeacherChainOptions
    {
        Teacher = definition,
        Files = new PhysicalFileSystem(),
        Time = TimeProvider.System,
        Diagnostics = new CollectingSink(),
        ReplyDirectory = folder["replies"],
        Services = new ProviderServices(new KeyRing(_ => null), TimeProvider.System),
        Concurrency = 64,
        LimitsDirectory = folder["limits"],
    });

    private static TeacherDefinition Definition(ProviderServer server, int? maxTokens = null) => new()
    {
        Name = "live",
        Provider = "openai-compatible",
        Models = ["test-model"],
        BaseUrl = server.Url("v1/"),
        Parameters = maxTokens is { } most
            ? new SortedDictionary<string, string>(StringComparer.Ordinal) { ["max_tokens"] = most.ToString(System.Globalization.CultureInfo.InvariantCulture) }
            : new SortedDictionary<string, string>(StringComparer.Ordinal),
    };

    private static TeacherRequest Request(string text, int sample) => new()
    {
        Task = "test",
        Messages = [new TeacherMessage("user", text)],
        Teacher = new TeacherDefinition { Name = "live", Provider = "openai-compatible", Models = ["test-model"] },
        Sample = sample,
    };
}
