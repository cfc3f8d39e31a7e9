using System.Text;
using SynthTrain.Core.Builds;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Tests.Support;

namespace SynthTrain.Core.Tests.Builds;

/// <summary>One project with one stage that copies its inputs in upper case, built as a target and its worker would.</summary>
internal sealed class EngineKit : IDisposable
{
    public EngineKit() => Folder.Write("in/a.jsonl", "{\"id\":\"1\"}\n");

    public TempFolder Folder { get; } = new();

    public CollectingSink Sink { get; } = new();

    public ManualTime Time { get; } = new();

    public int Runs { get; private set; }

    /// <summary>The epoch of the last run of the stage itself.</summary>
    public int Epoch { get; private set; }

    public SortedDictionary<string, string> Parameters { get; } = new(StringComparer.Ordinal) { ["temperature"] = "0.7" };

    public List<string> Inputs { get; } = ["in/a.jsonl"];

    public Func<StageContext, StageResult>? Body { get; set; }

    /// <summary>What may refuse the stage before it runs.</summary>
    public Func<StageExecution, Task>? Check { get; set; }

    public int? Limit { get; set; }

    /// <summary>False for a result that the run cache keeps no copy of.</summary>
    public bool? Cached { get; set; }

    /// <summary>Whether the stage declares <c>out/upper_v1_stats.json</c> too.</summary>
    public bool SideFile { get; set; }

    public IFileSystem Files { get; set; } = new PhysicalFileSystem();

    public StageRequest Request => new()
    {
        Stage = "upper",
        Run = "main",
        CodeVersion = 1,
        ProjectDirectory = Folder.Root,
        Inputs = [.. Inputs.Select(path => new StageFile("source", path))],
        Outputs = [new StageFile("upper", "out/upper_v1.jsonl"), .. SideFile ? [new StageFile("stats", "out/upper_v1_stats.json")] : Array.Empty<StageFile>()],
        Manifest = "out/upper_v1.manifest.json",
        Parameters = Parameters,
        Limit = Limit,
        Cached = Cached,
    };

    public string Output => Folder.Read("out/upper_v1.jsonl");

    public Resolution Resolve(ResolveOptions? options = null) => NewResolver().Resolve(Request, options ?? new());

    public StageResolver NewResolver() => new(Files, Folder.Root, Time);

    /// <summary>What one build does. Returns the outcome's state, or "skipped".</summary>
    public async Task<string> BuildAsync(ResolveOptions? options = null)
    {
        options ??= new();
        var resolver = NewResolver();
        var resolution = resolver.Resolve(Request, options);
        if (resolution.Errors.Count > 0)
            throw new Diagnostics.SynthException(resolution.Errors);
        resolver.Apply(resolution, Folder["obj/request.json"], Folder["obj/key"]);
        resolver.Save();
        if (!resolution.MustRun)
            return "skipped";
        var request = StageRequestFile.Read(new PhysicalFileSystem(), Folder["obj/request.json"]);
        var executor = new StageExecutor(new EnginePorts(Files, Time, Sink));
        var execute = new ExecuteOptions { Force = options.Force, Adopt = options.Adopt, Ci = options.Ci, RetryRejected = options.RetryRejected, Check = Check, Patience = TimeSpan.FromSeconds(5) };
        return (await executor.ExecuteAsync(request, execute, RunAsync, CancellationToken.None)).State;
    }

    public void Dispose() => Folder.Dispose();

    private Task<StageResult> RunAsync(StageExecution execution)
    {
        Runs++;
        Epoch = execution.Epoch;
        return Task.FromResult((Body ?? Upper)(execution.Context));
    }

    public static StageResult Upper(StageContext context)
    {
        var lines = context.Inputs("source").SelectMany(File.ReadAllLines).ToList();
        var stream = context.OpenOutput("upper");
        foreach (var line in lines)
            stream.Write(Encoding.UTF8.GetBytes(line.ToUpperInvariant() + "\n"));
        return new StageResult { RowsIn = lines.Count, Accepted = lines.Count };
    }
}
