using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Stages;

namespace SynthTrain.Stages.Tests.Support;

/// <summary>Runs a stage over a whole set in a folder of its own.</summary>
internal sealed class SetStageKit : IDiagnosticSink, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("synthtrain-sets").FullName;
    private readonly List<StageFile> _inputs = [];
    private readonly SortedDictionary<string, string> _parameters = new(StringComparer.Ordinal);

    public List<Diagnostic> Diagnostics { get; } = [];

    public int? Limit { get; set; }

    public string? CheckpointDirectory { get; set; }

    public static string Row(string id, string prompt, JsonNode response, string? group = null, string? category = null)
    {
        var row = new JsonObject { ["id"] = id, ["prompt"] = prompt, ["response"] = response };
        if (group is not null)
            row["group"] = group;
        if (category is not null)
            row["category"] = category;
        return JsonText.ToText(row);
    }

    public SetStageKit With(string role, params IEnumerable<string> lines) => WithText(role, string.Concat(lines.Select(line => line + "\n")));

    public SetStageKit WithText(string role, string text)
    {
        var name = $"{role}{_inputs.Count(input => input.Role == role)}.in";
        File.WriteAllText(Path.Combine(_folder, name), text, new UTF8Encoding(false));
        _inputs.Add(new StageFile(role, name));
        return this;
    }

    public SetStageKit WithFile(string role, string path)
    {
        _inputs.Add(new StageFile(role, path));
        return this;
    }

    public SetStageKit Set(string name, string value)
    {
        _parameters[name] = value;
        return this;
    }

    public StageContext Context(params IEnumerable<string> outputs)
    {
        var request = new StageRequest
        {
            Stage = "test",
            Run = "main",
            CodeVersion = 1,
            ProjectDirectory = _folder,
            Inputs = _inputs,
            Outputs = [.. outputs.Select(role => new StageFile(role, $"{role}.out"))],
            Manifest = "test.manifest.json",
            Parameters = _parameters,
            Limit = Limit,
        };
        return new StageContext(request, new PhysicalFileSystem(), this, File.Create) { CheckpointDirectory = CheckpointDirectory };
    }

    public StageResult Run(IStage stage, params IEnumerable<string> outputs) =>
        stage.RunAsync(Context(outputs), CancellationToken.None).GetAwaiter().GetResult();

    public IReadOnlyList<Diagnostic> Faults(IStage stage, params IEnumerable<string> outputs) =>
        Assert.ThrowsExactly<SynthException>(() => Run(stage, outputs)).Diagnostics;

    public IReadOnlyList<Diagnostic> Faults(Action<StageContext> validate) =>
        Assert.ThrowsExactly<SynthException>(() => validate(Context())).Diagnostics;

    public byte[] Bytes(string role) => File.ReadAllBytes(Path.Combine(_folder, $"{role}.out"));

    public string Text(string role) => File.ReadAllText(Path.Combine(_folder, $"{role}.out"));

    public string[] Lines(string role) => File.ReadAllLines(Path.Combine(_folder, $"{role}.out"));

    public JsonElement[] Rows(string role) => [.. Lines(role).Select(line => JsonElement.Parse(line))];

    public string[] Ids(string role) => [.. Rows(role).Select(row => row.GetProperty("id").GetString()!)];

    public JsonElement Json(string role) => JsonElement.Parse(Text(role));

    void IDiagnosticSink.Report(Diagnostic diagnostic) => Diagnostics.Add(diagnostic);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
