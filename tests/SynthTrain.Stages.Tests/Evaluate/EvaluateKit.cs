using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.Evaluate;
using SynthTrain.Training.Runs.Estimates;

namespace SynthTrain.Stages.Tests.Evaluate;

/// <summary>Runs the stage in a folder of its own.</summary>
internal sealed class EvaluateKit : IDiagnosticSink, IDisposable
{
    private readonly List<StageFile> _inputs = [];
    private readonly SortedDictionary<string, string> _parameters = new(StringComparer.Ordinal);

    public string Folder { get; } = Directory.CreateTempSubdirectory("synthtrain-evaluate").FullName;

    public List<Diagnostic> Reported { get; } = [];

    public Dictionary<string, string> Secrets { get; } = [];

    /// <summary>Hears of each answer.</summary>
    public Action? Heard { get; set; }

    /// <summary>What the machine says of a GPU.</summary>
    public string? Gpu { get; set; }

    /// <summary>Variables that say how the hub is reached.</summary>
    public Dictionary<string, string> Variables { get; init; } = [];

    public EvaluateKit With(string role, string name, params IEnumerable<string> lines)
    {
        File.WriteAllLines(Path.Combine(Folder, name), lines);
        _inputs.Add(new(role, name));
        return this;
    }

    /// <summary>The files of a folder that a model or an adapter is made of.</summary>
    public EvaluateKit WithFolder(string role, string folder)
    {
        foreach (var file in Directory.GetFiles(folder).Where(file => Path.GetExtension(file) is ".json" or ".safetensors" or ".jinja").Order(StringComparer.Ordinal))
            _inputs.Add(new(role, file));
        return this;
    }

    public EvaluateKit WithFile(string role, string path)
    {
        _inputs.Add(new(role, path));
        return this;
    }

    public EvaluateKit Set(string name, string value)
    {
        _parameters[name] = value;
        return this;
    }

    public StageContext Context()
    {
        var request = new StageRequest
        {
            Stage = "evaluate",
            Run = "main",
            CodeVersion = 1,
            ProjectDirectory = Folder,
            Inputs = _inputs,
            Outputs = [new("evaluation", "evaluation.json"), new("answers", "answers.jsonl"), new("report", "evaluation.html")],
            Manifest = "evaluation.manifest.json",
            Parameters = _parameters,
        };
        return new StageContext(request, new PhysicalFileSystem(), this, File.Create) { Secret = Secrets.GetValueOrDefault, CheckpointDirectory = Path.Combine(Folder, "work"), Progress = new Ear(() => Heard?.Invoke()) };
    }

    public Task<StageResult> RunAsync() => new EvaluateStage(new Probe(Gpu), Variables.GetValueOrDefault).RunAsync(Context(), CancellationToken.None);

    public string Text(string name) => File.ReadAllText(Path.Combine(Folder, name));

    public JsonElement Json() => JsonElement.Parse(Text("evaluation.json"));

    public JsonElement[] Answers() => [.. Text("answers.jsonl").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];

    private sealed class Ear(Action hear) : IProgressSink
    {
        public void Report(StageProgress progress) => hear();
    }

    private sealed class Probe(string? found) : IGpuProbe
    {
        public string? Find() => found;
    }

    void IDiagnosticSink.Report(Diagnostic diagnostic) => Reported.Add(diagnostic);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
