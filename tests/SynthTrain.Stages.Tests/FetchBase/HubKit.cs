using System.Text;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.FetchBase;
using SynthTrain.Training.BaseModels.Hub;

namespace SynthTrain.Stages.Tests.FetchBase;

/// <summary>A hub, a content server beside it, a cache, and the stage.</summary>
internal sealed class HubKit : IDisposable, IDiagnosticSink
{
    public HubKit()
    {
        Variables["HF_ENDPOINT"] = Hub.Address;
        Variables["HF_HOME"] = Path.Combine(Folder, "hf");
        Hub.ContentServer = Content;
        var random = new Random(7);
        var weights = new byte[300_000];
        random.NextBytes(weights);
        Add("config.json", Encoding.UTF8.GetBytes("{}"));
        Add("tokenizer.json", Encoding.UTF8.GetBytes("{\"version\":\"1.0\"}"));
        Add("chat_template.jinja", Encoding.UTF8.GetBytes("{{ messages }}"));
        Add("README.md", Encoding.UTF8.GetBytes("# not needed"));
        Add("pytorch_model.bin", [1, 2, 3]);
        Add("model.safetensors", weights);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("synthtrain-hub").FullName;

    public HubServer Hub { get; } = new();

    public HubServer Content { get; } = new();

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public string Repository => Path.Combine(Folder, "hf", "hub", "models--tiny--model");

    public string Snapshot => Path.Combine(Repository, "snapshots", Hub.Commit);

    public string Weights => HubServer.Sha256(Hub.Files["model.safetensors"]);

    public string Partial => Path.Combine(Repository, "blobs", Weights + ".incomplete");

    public HubOptions Options { get; set; } = new() { FirstPause = TimeSpan.FromMilliseconds(1), Patience = TimeSpan.FromSeconds(20) };

    public void Add(string name, byte[] bytes) => Hub.Files[name] = Content.Files[name] = bytes;

    public StageResult Run(string id = "tiny/model", string? pin = null)
    {
        var request = new StageRequest
        {
            Stage = "fetchbase",
            Run = "main",
            CodeVersion = 1,
            ProjectDirectory = Folder,
            Inputs = [],
            Outputs = [new StageFile("base", "base.json")],
            Manifest = "base.manifest.json",
            Parameters = new SortedDictionary<string, string> { ["base"] = id },
        };
        var context = new StageContext(request, new PhysicalFileSystem(), this, File.Create) { Pin = pin };
        return new FetchBaseStage(Variables.GetValueOrDefault, Options).RunAsync(context, CancellationToken.None).GetAwaiter().GetResult();
    }

    public Diagnostic Fault(string id = "tiny/model", string? pin = null) => Assert.ThrowsExactly<SynthException>(() => Run(id, pin)).Diagnostics[0];

    public HubSettings Settings() => HubSettings.From(Variables.GetValueOrDefault);

    public string Base() => File.ReadAllText(Path.Combine(Folder, "base.json"));

    public string[] Asked(string method) => [.. Hub.Log.Concat(Content.Log).Where(line => line.StartsWith(method, StringComparison.Ordinal))];

    public List<Diagnostic> Warnings { get; } = [];

    public void Report(Diagnostic diagnostic) => Warnings.Add(diagnostic);

    public void Dispose()
    {
        Hub.Dispose();
        Content.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
