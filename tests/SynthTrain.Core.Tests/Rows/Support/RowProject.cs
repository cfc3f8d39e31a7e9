using System.Globalization;
using System.Text;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;
using SynthTrain.Core.Tests.Support;

namespace SynthTrain.Core.Tests.Rows.Support;

/// <summary>A project of one row stage: its input, its state, its outputs.</summary>
internal sealed class RowProject : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <summary>Rows of each kind: 1, 3 and 0 rows out.</summary>
    public static string[] SixRows { get; } =
    [
        """{"id":"a","text":"α","n":1}""",
        """{"id":"b","text":"two","n":3}""",
        """{"id":"c","text":"three","n":0}""",
        """{"id":"d","text":"four","n":3}""",
        """{"id":"e","text":"five","n":1}""",
        """{"id":"f","text":"six","n":0}""",
    ];

    public static TeacherDefinition Teacher { get; } = new() { Name = "default", Provider = "test", Models = ["m"] };

    public CollectingSink Diagnostics { get; private set; } = new();

    public IFileSystem Files { get; set; } = new PhysicalFileSystem();

    public Dictionary<string, string> Settings { get; } = [];

    public int? Limit { get; set; }

    public int ForceEpoch { get; set; }

    public Func<CancellationToken, Task>? NextRound { get; set; }

    public string Root => _folder.Root;

    public string Journal => _folder[".synthtrain/journal/main/test.jsonl"];

    public string Replies => _folder[".synthtrain/replies"];

    public static string[] Many(int count) =>
        [.. Enumerable.Range(0, count).Select(row => string.Create(CultureInfo.InvariantCulture, $$"""{"id":"r{{row}}","text":"text {{row}}","n":{{row % 3}}}"""))];

    public RowProject Write(params IReadOnlyList<string> rows)
    {
        File.WriteAllText(_folder["plan.jsonl"], string.Concat(rows.Select(row => row + "\n")));
        return this;
    }

    public RowProject WriteBytes(byte[] plan)
    {
        File.WriteAllBytes(_folder["plan.jsonl"], plan);
        return this;
    }

    /// <summary>The same state under another root: what a killed process leaves behind.</summary>
    public RowProject Snapshot()
    {
        var copy = new RowProject { Files = Files, Limit = Limit, ForceEpoch = ForceEpoch };
        // A lock file is locked, and empty.
        foreach (var file in Files.Files(Root, recursive: true).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
            Files.Copy(file, Path.Combine(copy.Root, Path.GetRelativePath(Root, file)));
        foreach (var (name, value) in Settings)
            copy.Settings[name] = value;
        return copy;
    }

    public Task<StageResult> RunAsync(ITeacher? teacher, IRowStage? stage = null, CancellationToken drain = default, CancellationToken abort = default)
    {
        Diagnostics = new CollectingSink();
        var runner = new RowStageRunner(new RowRunnerOptions { JournalPath = Journal, Teacher = teacher, ForceEpoch = ForceEpoch, NextRound = NextRound });
        return runner.RunAsync(stage ?? new FanOutStage(), Context(), drain, abort);
    }

    public async Task<SynthException> FaultAsync(ITeacher? teacher, IRowStage? stage = null) =>
        await Assert.ThrowsExactlyAsync<SynthException>(() => RunAsync(teacher, stage));

    public string Output(string name) => File.ReadAllText(_folder[$"out/{name}"]);

    /// <summary>All three outputs as one text.</summary>
    public string AllOutput() => Output("rows.jsonl") + "\n" + Output("rows_rejected.jsonl") + "\n" + Output("rows_stats.json");

    public IReadOnlyList<string> Warnings(string code) =>
        [.. Diagnostics.Diagnostics.Where(diagnostic => diagnostic.Code == code).Select(diagnostic => diagnostic.ToString())];

    public void AppendToState(string text)
    {
        foreach (var file in Directory.GetFiles(_folder[".synthtrain"], "*.jsonl", SearchOption.AllDirectories))
            File.AppendAllText(file, text, new UTF8Encoding(false));
    }

    public void Dispose() => _folder.Dispose();

    private StageContext Context()
    {
        var request = new StageRequest
        {
            Stage = "test",
            Run = "main",
            CodeVersion = 1,
            ProjectDirectory = Root,
            Inputs = [new StageFile("plan", "plan.jsonl")],
            Outputs = [new StageFile("rows", "out/rows.jsonl"), new StageFile("rejected", "out/rows_rejected.jsonl"), new StageFile("stats", "out/rows_stats.json")],
            Manifest = "out/rows.manifest.json",
            Settings = Settings,
            Limit = Limit,
        };
        return new StageContext(request, Files, Diagnostics, Files.Create) { Teacher = Teacher };
    }
}
