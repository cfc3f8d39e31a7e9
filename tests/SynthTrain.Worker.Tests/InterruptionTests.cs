using System.Diagnostics;
using SynthTrain.Core.Protocol;
using SynthTrain.Core.Stages;

namespace SynthTrain.Worker.Tests;

/// <summary>A worker that is told to stop lets requests in flight finish, keeps them, and says so.</summary>
[TestClass]
public sealed class InterruptionTests
{
    [TestMethod]
    public void Cancel_drains_and_reports_a_checkpoint() => Stop(worker =>
    {
        worker.StandardInput.WriteLine(new WorkerMessage { Type = "cancel" }.ToLine());
        worker.StandardInput.Flush();
    });

    [TestMethod]
    public void End_of_input_means_that_the_build_died() => Stop(worker => worker.StandardInput.Close());

    private static void Stop(Action<Process> order)
    {
        using var kit = new WorkerKit();
        using var worker = kit.Start("run", "--request", DraftsRequest(kit), "--protocol", "ndjson");
        var calls = Path.Combine(kit.Root, "calls.log");
        SpinWait.SpinUntil(() => File.Exists(calls) && new FileInfo(calls).Length > 0, TimeSpan.FromSeconds(30));
        order(worker);
        var messages = worker.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => WorkerMessage.Parse(line)!).ToList();
        Assert.IsTrue(worker.WaitForExit(30_000));

        var sent = File.ReadAllLines(calls).Length;
        var kept = File.ReadAllLines(Path.Combine(kit.Root, ".synthtrain", "journal", "main", "drafts.jsonl")).Length;
        Assert.AreEqual(130, worker.ExitCode);
        Assert.AreEqual("interrupted", messages[^1].State);
        Assert.IsGreaterThan(0, sent);
        Assert.IsLessThan(40, sent);
        Assert.AreEqual(sent, kept);
        Assert.AreEqual(kept, messages.Single(message => message.Type == "checkpoint").Done);
        Assert.IsFalse(kit.Has("drafts.manifest.json"));
        Assert.IsFalse(kit.Has("drafts.jsonl"));
    }

    private static string DraftsRequest(WorkerKit kit)
    {
        kit.Write("plan.jsonl", string.Concat(Enumerable.Range(0, 40).Select(i => $"{{\"id\":\"r{i}\",\"prompt\":\"Question {i}\",\"payload_type\":\"checklist\"}}\n")));
        kit.Write("template.md", "Answer: {prompt}\n");
        kit.Write("schema.json", "{\"type\":\"object\"}");
        kit.Write("teacher.yaml", "runtime:\n  latency_ms: 400\nteachers:\n  default:\n    provider: offline\n");
        return kit.Save(new StageRequest
        {
            Stage = "drafts",
            Run = "main",
            CodeVersion = 1,
            ProjectDirectory = kit.Root,
            Inputs = [new StageFile("plan", "plan.jsonl"), new StageFile("template", "template.md"), new StageFile("schema", "schema.json")],
            Outputs = [new StageFile("drafts", "drafts.jsonl"), new StageFile("rejected", "drafts_rejected.jsonl"), new StageFile("stats", "drafts_stats.json")],
            Manifest = "drafts.manifest.json",
            TeacherFile = "teacher.yaml",
            Settings = new Dictionary<string, string> { ["concurrency"] = "4", ["teacher_log"] = "calls.log" },
        });
    }
}
