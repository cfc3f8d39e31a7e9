using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;
using SynthTrain.Models.Tests;
using SynthTrain.Stages.Train;
using SynthTrain.Stages.TrainingRuns;
using SynthTrain.Training.Runs.Estimates;
using TorchSharp;

namespace SynthTrain.Stages.Tests.Train;

/// <summary>A project with a golden model and rows, in a folder of its own.</summary>
internal sealed class TrainKit : IDiagnosticSink, IMemoryProbe, IGpuProbe, IReportProgram, IDisposable
{
    /// <summary>Seed 003's file, but for the model's path.</summary>
    public const string SeedConfig = """
        model:
          name: "base"

        training:
          output_dir: "./models/sft"
          num_train_epochs: 3
          per_device_train_batch_size: 8
          gradient_accumulation_steps: 4
          learning_rate: 2e-5
          warmup_ratio: 0.1
          lr_scheduler_type: "cosine"

          # LoRA configuration for efficient training
          use_lora: true
          lora_r: 16
          lora_alpha: 32
          lora_dropout: 0.05
          lora_target_modules: ["q_proj", "v_proj", "k_proj", "o_proj"]

        data:
          train_file: "./data/train.jsonl"
          validation_file: "./data/train_val.jsonl"
          max_seq_length: 2048

        logging:
          report_to: "none"
          logging_steps: 10
        """;

    private static readonly string[] s_model = ["config.json", "generation_config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "chat_template.jinja"];
    private static readonly string[] s_measured = ["metrics", "tensorboard", "report"];
    private static readonly string[] s_adapter = ["adapter_config.json", "adapter_model.safetensors", "adapter_readme"];
    private readonly SortedDictionary<string, string> _parameters = new(StringComparer.Ordinal);

    public TrainKit(string config = SeedConfig, string model = "llama-tied-rope")
    {
        var golden = Golden.Require($"models/{model}");
        Model = [.. Directory.GetFiles(golden).Where(file => !file.EndsWith("v4.json", StringComparison.Ordinal))];
        File.WriteAllText(At("config.yaml"), config);
        var rows = File.ReadAllLines(Golden.Require("training/sft.jsonl"));
        Train = At("train.jsonl");
        Validation = At("val.jsonl");
        File.WriteAllLines(Train, rows.Take(48));
        File.WriteAllLines(Validation, rows.Skip(48));
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("synthtrain-train").FullName;

    public IReadOnlyList<string> Model { get; set; }

    public string Train { get; set; }

    public string? Validation { get; set; }

    public List<Diagnostic> Diagnostics { get; } = [];

    public List<string> Commands { get; } = [];

    public string? Gpu { get; set; }

    public long? Room { get; set; }

    public string? ProgramFault { get; set; }

    public bool HasAdapter { get; set; } = true;

    public TrainKit Set(string name, string value)
    {
        _parameters[name] = value;
        return this;
    }

    public StageResult Run(CancellationToken cancellation = default) => new TrainStage(this, this, this).RunAsync(Context(), cancellation).GetAwaiter().GetResult();

    public Diagnostic Fault() => Assert.ThrowsExactly<SynthException>(() => Run()).Diagnostics[0];

    public StageContext Context()
    {
        StageFile[] inputs = [new("config", "config.yaml"), new("train", Train), .. Validation is { } path ? [new StageFile("validation", path)] : Array.Empty<StageFile>(), .. Model.Select(file => new StageFile("model", file))];
        string[] roles = [.. s_model, .. s_measured, .. HasAdapter ? s_adapter : []];
        var request = new StageRequest
        {
            Stage = "train",
            Run = "main",
            CodeVersion = 1,
            ProjectDirectory = Folder,
            Inputs = inputs,
            Outputs = [.. roles.Select(role => new StageFile(role, $"models/sft/{role}"))],
            Manifest = "models/sft/training.manifest.json",
            Parameters = _parameters,
        };
        return new StageContext(request, new PhysicalFileSystem(), this, new PhysicalFileSystem().Create) { CheckpointDirectory = At("checkpoints") };
    }

    public string At(string path) => Path.Combine(Folder, path);

    public byte[] Output(string role) => File.ReadAllBytes(At($"models/sft/{role}"));

    public Dictionary<string, byte[]> Outputs() => Directory.GetFiles(At("models/sft")).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes);

    void IDiagnosticSink.Report(Diagnostic diagnostic) => Diagnostics.Add(diagnostic);

    long? IMemoryProbe.Available(torch.Device device) => Room;

    string? IGpuProbe.Find() => Gpu;

    string? IReportProgram.Run(string name, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, CancellationToken cancellation)
    {
        Commands.Add($"{name} {string.Join(' ', arguments)} [{string.Join(' ', Directory.GetFiles(arguments[^1]).Select(Path.GetFileName).Order())}]");
        return ProgramFault;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
