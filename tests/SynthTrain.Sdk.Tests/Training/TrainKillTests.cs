using System.Diagnostics;
using System.Security.Cryptography;
using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Training;

/// <summary><c>-t:Train</c> ended at random moments, again and again: the weights are those of an uninterrupted run.</summary>
[TestClass]
[DoNotParallelize]
public sealed class TrainKillTests
{
    private const string Config = """
        model:
          name: base
        training:
          num_train_epochs: 30
          per_device_train_batch_size: 4
          gradient_accumulation_steps: 2
          learning_rate: 1e-3
          warmup_ratio: 0.1
          lr_scheduler_type: cosine
          save_steps: 3
          use_lora: true
          lora_dropout: 0.1
        data:
          train_file: data/train.jsonl
          validation_file: data/train_val.jsonl
        """;

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public void A_run_that_was_killed_again_and_again_ends_with_the_same_weights()
    {
        using var whole = new TrainingProject("qwen2-bias", Config);
        whole.Build("Train").ShouldSucceed();
        using var project = new TrainingProject("qwen2-bias", Config);
        var random = new Random(6);
        var met = 0;
        for (var round = 0; round < 8; round++)
            met += EndOne(project, random, round % 2 == 0 ? 9 : 15) ? 1 : 0;

        project.Build("Train").ShouldSucceed();

        TestContext.WriteLine($"{met} of 8 ends met a checkpoint.");
        Assert.IsGreaterThanOrEqualTo(3, met, "Too few ends met a training for the test to mean anything.");
        foreach (var name in (string[])["model.safetensors", "adapter/adapter_model.safetensors", "metrics.jsonl", "report.html", "events.out.tfevents.synthtrain"])
            Assert.AreEqual(Hash(whole[$"models/sft/{name}"]), Hash(project[$"models/sft/{name}"]), name);
    }

    private static bool EndOne(TrainingProject project, Random random, int signal)
    {
        using var build = Cli.StartInGroup(project.Root, "build -t:Train --no-restore -tl:off -p:SynthThreads=2");
        var output = build.StandardOutput.ReadToEndAsync();
        var errors = build.StandardError.ReadToEndAsync();
        var folder = project[".synthtrain/checkpoints"];
        var before = Checkpoints(folder);
        for (var wait = Stopwatch.StartNew(); !build.HasExited && wait.Elapsed < TimeSpan.FromSeconds(60) && Checkpoints(folder) == before;)
            Thread.Sleep(20);
        Thread.Sleep(random.Next(0, 300));
        var running = !build.HasExited;
        Cli.Signal(-build.Id, signal);
        build.WaitForExit();
        _ = (output.Result, errors.Result);
        if (running)
            Assert.AreNotEqual(0, build.ExitCode, "An interrupted build said that it succeeded.");
        return running;
    }

    private static string Checkpoints(string folder) => Directory.Exists(folder) ? string.Join(';', Directory.EnumerateFiles(folder, "step-*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)) : "";

    private static string Hash(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
}
