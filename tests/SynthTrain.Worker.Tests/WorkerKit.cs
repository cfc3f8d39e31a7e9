using System.Diagnostics;
using SynthTrain.Core.Protocol;
using SynthTrain.Core.Stages;

namespace SynthTrain.Worker.Tests;

/// <summary>A worker process over a project in a folder of its own.</summary>
internal sealed class WorkerKit : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("synthtrain-worker-").FullName;

    public void Write(string relative, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Root, relative))!);
        File.WriteAllText(Path.Combine(Root, relative), text);
    }

    public string Read(string relative) => File.ReadAllText(Path.Combine(Root, relative));

    public bool Has(string relative) => File.Exists(Path.Combine(Root, relative));

    /// <summary>The request of a stage that prepares SFT files from three splits.</summary>
    public string PrepareSftRequest()
    {
        foreach (var split in new[] { "train", "val", "test" })
            Write($"splits/{split}.jsonl", $"{{\"id\":\"{split}\",\"prompt\":\"p {split}\",\"response\":\"r {split}\"}}\n");
        return Save(new StageRequest
        {
            Stage = "preparesft",
            Run = "main",
            CodeVersion = 1,
            ProjectDirectory = Root,
            Inputs = [.. new[] { "train", "val", "test" }.Select(role => new StageFile(role, $"splits/{role}.jsonl"))],
            Outputs = [new StageFile("train_sft", "sft/train_sft.jsonl"), new StageFile("val_sft", "sft/val_sft.jsonl"), new StageFile("suite", "sft/suite.jsonl"), new StageFile("stats", "sft/stats.json")],
            Manifest = "sft/manifest.json",
        });
    }

    /// <summary>Writes a request where a build would.</summary>
    public string Save(StageRequest request)
    {
        var path = Path.Combine(Root, "obj", "synthtrain", request.Run, request.Stage, "request.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, StageRequestFile.ToUtf8(request));
        return path;
    }

    /// <summary>The worker's program.</summary>
    public static string Worker { get; } = typeof(WorkerKit).Assembly.Location.Replace("SynthTrain.Worker.Tests.dll", "synthtrain.dll", StringComparison.Ordinal);

    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Root,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Worker);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment.Remove("CI");
        return Process.Start(start)!;
    }

    /// <summary>Runs to the end with standard input open, as a build does.</summary>
    public (int ExitCode, IReadOnlyList<WorkerMessage> Messages) Run(params string[] arguments)
    {
        using var process = Start(arguments);
        var lines = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => WorkerMessage.Parse(line)!)]);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
