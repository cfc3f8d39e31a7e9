using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SynthTrain.Bench.Rows;
using SynthTrain.Core.Builds;
using SynthTrain.Core.IO;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers;
using SynthTrain.Teachers.Limits;
using SynthTrain.Teachers.Money;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Resilience;
using SynthTrain.Teachers.Secrets;

namespace SynthTrain.Bench.Http;

/// <summary>A row stage over the whole chain of a real provider, as the worker puts it together; prints one line of JSON.</summary>
internal static class HttpChild
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var root = arguments.Text("root");
        var files = new PhysicalFileSystem();
        var sink = new RowsChild();
        var definition = new TeacherDefinition
        {
            Name = "default",
            Provider = "openai-compatible",
            Models = ["bench-model"],
            BaseUrl = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{arguments.Int("port", 0)}/v1/")),
            Limits = new TeacherLimits { MaxAttempts = 12 },
        };
        var concurrency = arguments.Int("concurrency", 64);
        var layout = new ProjectLayout(root);
        var prices = new TeacherPrices(definition, PriceTable.Load(files, null));
        using var account = new SpendAccount(new SpendAccountOptions { Files = files, Time = TimeProvider.System, Layout = layout, Diagnostics = sink, Run = "main", Stage = "bench", Prices = prices });
        using var chain = TeacherChain.Build(new TeacherChainOptions
        {
            Teacher = definition,
            Files = files,
            Time = TimeProvider.System,
            Diagnostics = sink,
            ReplyDirectory = layout.Replies,
            Services = new ProviderServices(new KeyRing(_ => null), TimeProvider.System),
            Concurrency = concurrency,
            LimitsDirectory = LimiterOptions.UserDirectory,
            Randomizer = new Jitter(Environment.ProcessId).Next,
            Account = account,
            Prices = prices,
        });
        var runner = new RowStageRunner(new RowRunnerOptions
        {
            JournalPath = Path.Combine(root, ".synthtrain", "journal", "main", "bench.jsonl"),
            Teacher = chain,
            TeacherIdentity = chain.Identity,
        });
        var context = new StageContext(RowsChild.Request(root, concurrency), files, sink, files.Create) { Teacher = definition };
        var started = Stopwatch.GetTimestamp();
        var result = await runner.RunAsync(new BenchStage(), context, default, default);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(JsonSerializer.Serialize(new Measured
        {
            Count = (int)result.Accepted,
            Seconds = seconds,
            MeanLatencyMs = 0,
            CpuSeconds = process.TotalProcessorTime.TotalSeconds,
            PeakBytes = RowsChild.PeakBytes(),
            Calls = result.Run.Requests,
            Reused = result.Run.RowsReused,
            Collections = GC.CollectionCount(0),
            Allocated = GC.GetTotalAllocatedBytes(),
        }));
        return 0;
    }
}
