using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Worker.Tests;

/// <summary>The worker as a build sees it: a process that speaks NDJSON.</summary>
[TestClass]
public sealed class ProtocolTests
{
    [TestMethod]
    public void Says_hello_first_and_a_result_last()
    {
        using var kit = new WorkerKit();

        var (exit, messages) = kit.Run("run", "--request", kit.PrepareSftRequest(), "--protocol", "ndjson");

        Assert.AreEqual(0, exit, string.Join('\n', messages));
        Assert.AreEqual("hello", messages[0].Type);
        Assert.AreEqual("result", messages[^1].Type);
        Assert.AreEqual("complete", messages[^1].State);
        Assert.IsTrue(kit.Has("sft/manifest.json"));
    }

    [TestMethod]
    public void A_fault_is_a_diagnostic_with_file_and_line_and_the_exit_code_is_1()
    {
        using var kit = new WorkerKit();
        var request = kit.PrepareSftRequest();
        kit.Write("splits/val.jsonl", "{\"id\":\"v\",\"prompt\":\"p\",\"response\":\"r\"}\n{\"id\":\n");

        var (exit, messages) = kit.Run("run", "--request", request, "--protocol", "ndjson");

        Assert.AreEqual(1, exit);
        var fault = messages.Single(message => message.Type == "diagnostic");
        Assert.AreEqual((Codes.BadJsonLine, "splits/val.jsonl", 2), (fault.Code, fault.File, fault.Line));
        Assert.AreEqual("failed", messages[^1].State);
        Assert.IsFalse(kit.Has("sft/manifest.json"));
    }

    [TestMethod]
    public void A_stage_version_that_differs_from_the_targets_is_a_coded_error()
    {
        using var kit = new WorkerKit();
        var request = kit.PrepareSftRequest();
        File.WriteAllText(request, File.ReadAllText(request).Replace("\"codeVersion\": 1", "\"codeVersion\": 99", StringComparison.Ordinal));

        var (exit, messages) = kit.Run("run", "--request", request, "--protocol", "ndjson");

        Assert.AreEqual(1, exit);
        Assert.AreEqual(Codes.StageMismatch, messages.Single(message => message.Type == "diagnostic").Code);
    }

    [TestMethod]
    public void A_second_worker_waits_for_the_lock_and_then_finds_the_stage_made()
    {
        using var kit = new WorkerKit();
        var request = kit.PrepareSftRequest();
        Directory.CreateDirectory(Path.Combine(kit.Root, ".synthtrain", "locks"));
        using var hold = new FileStream(Path.Combine(kit.Root, ".synthtrain", "locks", "main.preparesft.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        using var waiting = kit.Start("run", "--request", request, "--protocol", "ndjson");
        Assert.IsFalse(waiting.WaitForExit(1000), "It did not wait for the lock.");
        hold.Dispose();

        Assert.IsTrue(waiting.WaitForExit(30_000));
        Assert.AreEqual(0, waiting.ExitCode);
        Assert.AreEqual("current", kit.Run("run", "--request", request, "--protocol", "ndjson").Messages[^1].State);
    }

    [TestMethod]
    public void By_hand_it_prints_lines_and_status_says_current()
    {
        using var kit = new WorkerKit();
        kit.PrepareSftRequest();
        using var run = kit.Start("run", "preparesft");
        StringAssert.Contains(run.StandardOutput.ReadToEnd(), "complete: preparesft: 2 rows -> sft/");
        using var status = kit.Start("status");
        StringAssert.Contains(status.StandardOutput.ReadToEnd(), "preparesft   CURRENT");
        using var json = kit.Start("status", "--json");
        StringAssert.Contains(json.StandardOutput.ReadToEnd(), "\"state\": \"CURRENT\"");
    }

    [TestMethod]
    public void Help_lists_the_commands()
    {
        using var kit = new WorkerKit();
        using var help = kit.Start("--help");
        var text = help.StandardOutput.ReadToEnd();

        foreach (var command in new[] { "run", "status", "validate" })
            StringAssert.Contains(text, command);
    }
}
