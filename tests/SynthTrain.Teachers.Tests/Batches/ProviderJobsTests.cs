using System.Text;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Teachers;
using SynthTrain.Core.Tests.Rows.Support;
using SynthTrain.Loopback;
using SynthTrain.Loopback.Batches;
using SynthTrain.Loopback.Faults;
using SynthTrain.Teachers.Batches;
using SynthTrain.Teachers.Batches.Wire;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Secrets;

namespace SynthTrain.Teachers.Tests.Batches;

/// <summary>Real jobs over HTTP, in each provider's own words.</summary>
[TestClass]
public sealed class ProviderJobsTests
{
    private const int Rows = 30;

    public static IEnumerable<object[]> Faults =>
        from provider in new[] { "openai", "anthropic", "gemini" }
        from fault in new[] { "none", "mixed", "expired", "failed", "cancelled", "lost", "calls", "rows", "stalls" }
        // Anthropic's jobs have no state of their own that says failed.
        where (provider, fault) is not (("anthropic", "failed") or ("anthropic" or "gemini", "stalls"))
        select new object[] { provider, fault };

    [TestMethod]
    [DynamicData(nameof(Faults))]
    public async Task Jobs_bring_the_same_bytes_as_requests_one_by_one_whatever_goes_wrong(string provider, string fault)
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { ApiKey = "sk-planted", Batches = new Loopback.Batches.BatchOptions { JobMs = 60 }, StrictFields = true });
        var live = await RunAsync(server, provider, batch: false);
        server.BatchFaults = Script(fault);
        var jobs = await RunAsync(server, provider, batch: true);
        Assert.AreEqual(live, jobs);
    }

    [TestMethod]
    public async Task Gemini_takes_many_requests_as_an_uploaded_file()
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { Batches = new Loopback.Batches.BatchOptions { JobMs = 60 }, StrictFields = true });
        using var folder = new Core.Tests.Support.TempFolder();
        var teacher = new TeacherDefinition { Name = "default", Provider = "gemini", Models = ["m-1"], BaseUrl = server.BaseUrl, KeyVariable = "KEY" };
        var services = new ProviderServices(new KeyRing(_ => "sk-planted"), TimeProvider.System);
        using var wire = new ChatWire(teacher, services);
        var http = new BatchHttp(new HttpClientHandler(), services.Keys, TimeProvider.System, request => request.Headers.Add("x-goog-api-key", "sk-planted"));
        var jobs = new GeminiBatches(server.BaseUrl, "m-1", http) { MaxInline = 0 };
        var body = await wire.BodyAsync(new TeacherRequest { Task = "t", Messages = [new TeacherMessage("user", "hello")], Teacher = teacher }, default);
        using (var lines = File.Create(folder["requests.jsonl"]))
        {
            jobs.WriteRequest(lines, "key-1", body.Span);
            jobs.WriteRequest(lines, "key-2", body.Span);
        }

        var id = await jobs.SubmitAsync(new BatchUpload(folder["requests.jsonl"], "abc"), default);
        BatchJob job;
        while ((job = (await jobs.FindAsync(id, default))!).IsRunning)
            await Task.Delay(10);
        Assert.AreEqual("abc", job.Hash);
        Assert.HasCount(1, job.Results);
        var results = new List<BatchResult>();
        await foreach (var line in jobs.ResultsAsync(job, default))
            results.Add(jobs.ReadResult(line)!.Value);
        CollectionAssert.AreEqual(new[] { "key-1", "key-2" }, results.Select(result => result.Key).Order().ToArray());
        Assert.AreNotEqual("", (await wire.ReplyAsync(results[0].Status, results[0].Body, default)).Text);
        Assert.IsNull(await jobs.FindAsync("batches/none", default));
    }

    [TestMethod]
    public async Task A_wrong_key_is_one_error_and_a_provider_without_jobs_says_so()
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { ApiKey = "another" });
        foreach (var provider in new[] { "openai", "anthropic", "gemini" })
        {
            var fault = (await Assert.ThrowsExactlyAsync<SynthException>(() => RunAsync(server, provider, batch: true))).Diagnostics.Single();
            Assert.AreEqual(Codes.KeyRefused, fault.Code, provider);
        }

        var none = (await Assert.ThrowsExactlyAsync<SynthException>(() => RunAsync(server, "openrouter", batch: true))).Diagnostics.Single();
        Assert.AreEqual(Codes.BatchJobFailed, none.Code);
        Assert.Contains("SynthBatchApi=false", none.Message);
    }

    private static BatchScript Script(string fault) => fault switch
    {
        "mixed" => BatchScript.Of(new BatchRule { To = 1, MissingEvery = 5, DoubledEvery = 3, Reordered = true, Stranger = true }),
        "expired" => BatchScript.Of(new BatchRule { To = 1, End = BatchEnd.Expired }),
        "failed" => BatchScript.Of(new BatchRule { To = 1, End = BatchEnd.Failed }),
        "cancelled" => BatchScript.Of(new BatchRule { To = 1, End = BatchEnd.Cancelled }),
        "lost" => BatchScript.Of(new BatchRule { To = 1, LoseReply = true }),
        "calls" => new BatchScript { Calls = FaultScript.Of(FaultRule.First(1, FaultKind.Unavailable)) },
        "stalls" => new BatchScript { Calls = FaultScript.Of(FaultRule.First(1, FaultKind.StallInside)) },
        "rows" => BatchScript.Of(new BatchRule { To = 1, Rows = FaultScript.Of(FaultRule.Random(0.3, FaultKind.ServerError)) }),
        _ => new BatchScript(),
    };

    private static async Task<string> RunAsync(ProviderServer server, string provider, bool batch)
    {
        using var project = new RowProject().Write(RowProject.Many(Rows));
        project.Settings["concurrency"] = "4";
        var profile = ProviderProfile.Find(provider)!;
        var teacher = new TeacherDefinition
        {
            Name = "default",
            Provider = provider,
            Models = ["m-1"],
            BaseUrl = provider == "openai" ? server.Url("v1/") : server.BaseUrl,
            KeyVariable = profile.KeyVariable,
            Limits = new TeacherLimits { Timeout = TimeSpan.FromSeconds(5) },
            Parameters = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["max_tokens"] = "200" },
        };
        using var chain = TeacherChain.Build(new TeacherChainOptions
        {
            Teacher = teacher,
            Files = new PhysicalFileSystem(),
            Time = TimeProvider.System,
            Diagnostics = project.Diagnostics,
            ReplyDirectory = project.Replies,
            Services = new ProviderServices(new KeyRing(_ => "sk-planted"), TimeProvider.System),
            Batch = batch ? new BatchJobs("test", Path.Combine(project.Root, ".synthtrain/batches"), _ => { }) { Pause = TimeSpan.FromMilliseconds(20) } : null,
        });
        project.NextRound = chain.NextRound;
        var result = await project.RunAsync(new Renamed(chain, teacher));
        Assert.AreEqual(0, result.Failed);
        foreach (var file in Directory.GetFiles(project.Root, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
            Assert.DoesNotContain("sk-planted", Encoding.UTF8.GetString(Read(file)), file);
        return project.AllOutput();
    }

    private static byte[] Read(string path)
    {
        using var stream = new PhysicalFileSystem().OpenRead(path);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The project's stage asks its own teacher's definition; this asks another.</summary>
    private sealed class Renamed(ITeacher inner, TeacherDefinition teacher) : ITeacher
    {
        public ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken) => inner.AskAsync(request with { Teacher = teacher }, cancellationToken);
    }
}
