using System.Diagnostics;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Tasks.Tests.Support;

namespace SynthTrain.Tasks.Tests.Running;

/// <summary>The task against a worker process.</summary>
[TestClass]
[DoNotParallelize] // The worker's mode is in the environment.
public sealed class RunStageTests
{
    [TestCleanup]
    public void Forget()
    {
        foreach (var name in new[] { "FAKE_MODE", "FAKE_ROWS", "FAKE_LATENCY_MS" })
            Environment.SetEnvironmentVariable(name, null);
    }

    [TestMethod]
    public void Every_message_is_logged_from_the_thread_of_the_task()
    {
        using var project = Resolved("noise");
        Assert.IsTrue(project.Run().Execute());
        CollectionAssert.AreEqual(new[] { Environment.CurrentManagedThreadId }, project.Engine.Threads.ToArray());
        CollectionAssert.Contains(project.Engine.Lines.ToArray(), "not a message");
        CollectionAssert.Contains(project.Engine.Lines.ToArray(), "copy: complete");
    }

    [TestMethod]
    public void A_row_warning_carries_code_and_place_and_does_not_fail_the_stage()
    {
        using var project = Resolved("warn");
        Assert.IsTrue(project.Run().Execute());
        var warning = project.Engine.Warnings.Single();
        Assert.AreEqual(Codes.RowsRejected, warning.Code);
        Assert.AreEqual(project.At("in.jsonl"), warning.File);
        Assert.AreEqual(2, warning.LineNumber);
        Assert.AreEqual(5, warning.ColumnNumber);
        Assert.IsTrue(File.Exists(project.At("out/out.manifest.json")));
    }

    [TestMethod]
    public void A_worker_that_dies_without_a_result_is_one_error_with_its_last_words()
    {
        using var project = Resolved("crash");
        Assert.IsFalse(project.Run().Execute());
        var error = project.Engine.Errors.Single();
        Assert.AreEqual(Codes.WorkerCrashed, error.Code);
        StringAssert.Contains(error.Message, "exit code 7");
        StringAssert.Contains(error.Message, "the last words of the worker");
    }

    [TestMethod]
    public void A_cancelled_worker_stops_at_once_and_commits_nothing()
    {
        using var project = Resolved("", rows: 1000, latency: 20);
        var task = project.Run();
        var watch = Stopwatch.StartNew();
        using var timer = new Timer(_ => Storm(task), null, 1000, Timeout.Infinite);
        Assert.IsFalse(task.Execute());
        Assert.IsLessThan(10, watch.Elapsed.TotalSeconds);
        Assert.IsFalse(File.Exists(project.At("out/out.manifest.json")));
        Assert.IsFalse(File.Exists(project.At("out/out.jsonl")));
    }

    [TestMethod]
    public void A_cancel_before_the_start_lets_nothing_run()
    {
        using var project = Resolved("", rows: 1000, latency: 20);
        var task = project.Run();
        task.Cancel();
        Assert.IsFalse(task.Execute());
        Assert.IsFalse(File.Exists(project.At("out/out.jsonl")));
    }

    [TestMethod]
    public void The_worker_sees_no_environment_of_msbuild()
    {
        Environment.SetEnvironmentVariable("MSBUILD_SECRET_JUNK", "1");
        var start = SynthTrain.Tasks.Running.WorkerCommand.Create("dotnet", "/w/synthtrain.dll", "/p", ["run"]);
        Environment.SetEnvironmentVariable("MSBUILD_SECRET_JUNK", null);
        Assert.IsFalse(start.Environment.Keys.Any(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)));
        CollectionAssert.AreEqual(new[] { "exec", "/w/synthtrain.dll", "run" }, start.ArgumentList.ToArray());
    }

    // In a task host MSBuild was seen to call Cancel tens of thousands of times.
    private static void Storm(RunStage task)
    {
        for (var i = 0; i < 50_000; i++)
            task.Cancel();
    }

    private static MiniProject Resolved(string mode, int rows = 3, int latency = 0)
    {
        Environment.SetEnvironmentVariable("FAKE_MODE", mode);
        Environment.SetEnvironmentVariable("FAKE_ROWS", rows.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Environment.SetEnvironmentVariable("FAKE_LATENCY_MS", latency.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var project = new MiniProject();
        Assert.IsTrue(project.Resolve().Execute());
        return project;
    }
}
