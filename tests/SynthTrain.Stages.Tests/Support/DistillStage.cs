using System.Text;
using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Stages.Tests.Support;

/// <summary>A stage's surroundings: inputs from the sample or given as text, outputs in memory.</summary>
internal sealed class DistillStage : IDiagnosticSink
{
    private readonly Dictionary<string, MemoryStream> _outputs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _inputs = new(StringComparer.Ordinal);
    private readonly string _folder = Directory.CreateTempSubdirectory("distill").FullName;

    public static string Sample { get; } = FindSample();

    public List<Diagnostic> Reported { get; } = [];

    public SortedDictionary<string, string> Options { get; } = new(StringComparer.Ordinal);

    public DistillStage WithFile(string role, string sampleFile)
    {
        _inputs[role] = Path.Combine(Sample, sampleFile);
        return this;
    }

    public DistillStage WithText(string role, string text)
    {
        var path = Path.Combine(_folder, role + ".txt");
        File.WriteAllText(path, text);
        _inputs[role] = path;
        return this;
    }

    public DistillStage WithRows(string role, IEnumerable<string> rows) => WithText(role, string.Concat(rows.Select(row => row + "\n")));

    public DistillStage WithOption(string name, string value)
    {
        Options[name] = value;
        return this;
    }

    public StageContext Context(params string[] outputRoles) => Context(teacher: null, outputRoles);

    public StageContext Context(TeacherDefinition? teacher, params string[] outputRoles) => new(
        new StageRequest
        {
            Stage = "test",
            Run = "main",
            CodeVersion = 1,
            ProjectDirectory = _folder,
            Inputs = [.. _inputs.Select(input => new StageFile(input.Key, input.Value))],
            Outputs = [.. outputRoles.Select(role => new StageFile(role, role))],
            Manifest = "manifest",
            Parameters = Options,
        },
        new PhysicalFileSystem(),
        this,
        path => _outputs[Path.GetFileName(path)] = new MemoryStream())
    {
        Teacher = teacher ?? Offline,
    };

    public string Output(string role) => Encoding.UTF8.GetString(_outputs[role].ToArray());

    public IReadOnlyList<JsonElement> Rows(string role) =>
        [.. Output(role).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];

    public void Report(Diagnostic diagnostic) => Reported.Add(diagnostic);

    public static TeacherDefinition Offline { get; } = new() { Name = "offline", Provider = "offline", Models = ["rules"] };

    private static string FindSample()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SynthTrain.sln")))
            folder = folder.Parent!;
        return Path.Combine(folder.FullName, "samples", "PocketGuide");
    }
}
