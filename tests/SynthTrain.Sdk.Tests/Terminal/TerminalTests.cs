using System.Diagnostics;
using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Terminal;

/// <summary>What a person sees in a terminal. MSBuild has no progress API: this test notices when the channel that stands in for one changes.</summary>
[TestClass]
public sealed class TerminalTests
{
    [TestMethod]
    public void The_terminal_logger_shows_live_progress_and_the_lines_of_stages()
    {
        if (!Exists("tmux"))
            Assert.Inconclusive("tmux is not installed.");
        using var project = new FakeProject();
        var session = "synth" + Path.GetFileName(Path.GetDirectoryName(project.Root));
        project.Write("run.sh", $"export TERM=xterm-256color FAKE_ROWS=40 FAKE_LATENCY_MS=100\nunset CI MSBUILDTERMINALLOGGER\ndotnet build --no-restore -t:Plan {FakeProject.Worker}\nsleep 60\n");
        Tmux("new-session", "-d", "-s", session, "-x", "120", "-y", "30", $"cd '{project.Root}'; bash run.sh");
        try
        {
            WaitFor(session, text => text.Contains("plan ", StringComparison.Ordinal) && text.Contains("/40", StringComparison.Ordinal) && text.Contains("rows/s", StringComparison.Ordinal), "live progress");
            var end = WaitFor(session, text => text.Contains("succeeded in", StringComparison.Ordinal), "the end");
            StringAssert.Contains(end, "plan: missing");
            StringAssert.Contains(end, "plan: complete");
            Assert.DoesNotContain("/40", end, "Progress is live: no trace of it stays.");
        }
        finally
        {
            Tmux("kill-session", "-t", session);
        }
    }

    [TestMethod]
    public void Redirected_output_has_sparse_lines_of_progress()
    {
        using var project = new FakeProject();
        var build = project.Build("-t:Plan", new Dictionary<string, string>(StringComparer.Ordinal) { ["FAKE_ROWS"] = "50", ["FAKE_LATENCY_MS"] = "100" }).ShouldSucceed();
        var lines = build.Output.Split('\n').Count(line => line.Contains("/50", StringComparison.Ordinal));
        Assert.IsInRange(2, 7, lines);
    }

    private static string WaitFor(string session, Func<string, bool> seen, string what)
    {
        var text = "";
        for (var waited = 0; waited < 400; waited++)
        {
            text = Tmux("capture-pane", "-p", "-t", session);
            if (seen(text))
                return text;
            Thread.Sleep(100);
        }

        Assert.Fail($"The terminal never showed {what}; last it was:\n{text}");
        return text;
    }

    private static string Tmux(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("tmux", arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    private static bool Exists(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
