using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Offline;
using SynthTrain.Teachers.Replies;

namespace SynthTrain.Bench.Rows;

/// <summary>One run in a process of its own; prints one line of JSON.</summary>
internal sealed class RowsChild : IDiagnosticSink
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var root = arguments.Text("root");
        var files = new PhysicalFileSystem();
        var sink = new RowsChild();
        var definition = new TeacherDefinition { Name = "default", Provider = TeacherDefinition.OfflineProvider, Models = ["rules"], LatencyMs = arguments.Int("latency", 0) };
        var rules = new OfflineRules([typeof(BenchRule).Assembly]);
        var measuring = new MeasuringTeacher(new OfflineTeacher(rules, TimeProvider.System));
        using var store = new ReplyStore(new ReplyStoreOptions { Files = files, Directory = Path.Combine(root, ".synthtrain", "replies"), Diagnostics = sink });
        var runner = new RowStageRunner(new RowRunnerOptions
        {
            JournalPath = Path.Combine(root, ".synthtrain", "journal", "main", "bench.jsonl"),
            Teacher = new ReplyCache(measuring, store, new RequestKeys(rules, 0)),
            TeacherIdentity = rules.Identity,
        });
        var context = new StageContext(Request(root, arguments.Int("concurrency", 64)), files, sink, files.Create) { Teacher = definition };
        var started = Stopwatch.GetTimestamp();
        var result = await runner.RunAsync(new BenchStage(), context, default, default);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        using var process = Process.GetCurrentProcess();
        var measured = new Measured
        {
            Count = (int)result.RowsIn,
            Seconds = seconds,
            MeanLatencyMs = measuring.MeanMs,
            CpuSeconds = process.TotalProcessorTime.TotalSeconds,
            PeakBytes = PeakBytes(),
            Calls = measuring.Calls,
            Reused = result.Run.RowsReused,
            Collections = GC.CollectionCount(0),
            Allocated = GC.GetTotalAllocatedBytes(),
        };
        Console.WriteLine(JsonSerializer.Serialize(measured));
        return 0;
    }

    public void Report(Diagnostic diagnostic) => Console.Error.WriteLine(diagnostic);

    public static StageRequest Request(string root, int concurrency) => new()
    {
        Stage = "bench",
        Run = "main",
        CodeVersion = 1,
        ProjectDirectory = root,
        Inputs = [new StageFile("plan", "plan.jsonl")],
        Outputs = [new StageFile("rows", "out/rows.jsonl"), new StageFile("rejected", "out/rows_rejected.jsonl"), new StageFile("stats", "out/rows_stats.json")],
        Manifest = "out/rows.manifest.json",
        Settings = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["concurrency"] = concurrency.ToString(CultureInfo.InvariantCulture) },
    };

    public static long PeakBytes()
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
