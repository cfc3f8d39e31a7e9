using System.Globalization;
using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Pipelines;

/// <summary><c>DataFull</c> ended at random moments, again and again, until nothing is left to do.</summary>
[TestClass]
public sealed class KillTests
{
    private const int Kill = 9;
    private const int Terminate = 15;
    private const int Interrupt = 2;
    private const int Rounds = 20;
    private const int Concurrency = 4;
    private static readonly string s_verb = $"build -t:DataFull --no-restore -tl:off -p:SynthTeacherLog=calls.log -p:SynthConcurrency={Concurrency}";

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public void Every_rerun_resumes_and_the_bytes_equal_an_uninterrupted_build()
    {
        using var whole = new PocketGuide();
        whole.Build("DataFull").ShouldSucceed();
        using var project = new PocketGuide();
        project.Edit("configs/teacher.yaml", text => text.Replace("latency_ms: 0", "latency_ms: 450", StringComparison.Ordinal));
        Cli.Run(project.Root, "restore").ShouldSucceed();
        var random = new Random(20261120);
        var met = 0;
        var inFlight = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var end = EndOne(project, random, round);
            met += end.MetAStage ? 1 : 0;
            inFlight += end.InFlight;
        }

        project.Build("DataFull").ShouldSucceed();

        var repeats = project.Calls.Count - project.Calls.Distinct(StringComparer.Ordinal).Count();
        TestContext.WriteLine($"{met} of {Rounds} ends met a running stage; {project.Calls.Count} calls, {repeats} of them repeats, {inFlight} were in flight when a build ended.");
        CollectionAssert.AreEqual(whole.Made(), project.Made());
        Assert.IsGreaterThanOrEqualTo(15, met, "Too few ends met a running stage for the test to mean anything.");
        Assert.IsLessThanOrEqualTo(inFlight, repeats, "A request whose reply was kept was sent again.");
        Assert.HasCount(whole.Calls.Count, project.Calls.Distinct(StringComparer.Ordinal).ToList());
    }

    private (bool MetAStage, int InFlight) EndOne(PocketGuide project, Random random, int round)
    {
        var (signal, group) = (round % 5) switch
        {
            0 => (Kill, true),
            1 => (Terminate, false),
            2 => (Interrupt, true),
            3 => (Kill, false),
            _ => (Interrupt, false),
        };
        var before = project.Calls.Count;
        using var build = Cli.StartInGroup(project.Root, s_verb);
        var output = build.StandardOutput.ReadToEndAsync();
        build.StandardError.ReadToEndAsync();
        var running = WaitForAStage(project, before, build);
        Thread.Sleep(random.Next(0, 700));
        var ended = build.HasExited;
        Cli.Signal(group ? -build.Id : build.Id, signal);
        build.WaitForExit();
        if (!ended)
            Assert.AreNotEqual(0, build.ExitCode, $"Round {round}, signal {signal}: an interrupted build said that it succeeded.\n{output.Result}");
        WaitForWorkers(project);
        return (running && !ended, Math.Max(0, project.Calls.Count - Replies(project)));
    }

    // A stage runs once it has asked something, or once its worker holds the stage's lock.
    private static bool WaitForAStage(PocketGuide project, int callsBefore, System.Diagnostics.Process build)
    {
        for (var waited = 0; waited < 600 && !build.HasExited; waited++)
        {
            if (project.Calls.Count > callsBefore)
                return true;
            Thread.Sleep(10);
        }

        return false;
    }

    // A worker whose build was killed drains and goes; until then it holds its lock.
    private static void WaitForWorkers(PocketGuide project)
    {
        for (var waited = 0; waited < 1000 && Workers(project).Count > 0; waited++)
            Thread.Sleep(20);
        Assert.IsEmpty(Workers(project), "A worker outlived its build.");
    }

    private static List<int> Workers(PocketGuide project) =>
        [.. Directory.GetDirectories("/proc")
            .Select(folder => (Id: Path.GetFileName(folder), Command: CommandLine(folder)))
            .Where(process => process.Command.Contains("synthtrain.dll", StringComparison.Ordinal) && process.Command.Contains(project.Root, StringComparison.Ordinal))
            .Select(process => int.Parse(process.Id, CultureInfo.InvariantCulture))];

    private static string CommandLine(string folder)
    {
        try
        {
            return char.IsAsciiDigit(Path.GetFileName(folder)[0]) ? File.ReadAllText(Path.Combine(folder, "cmdline")) : "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static int Replies(PocketGuide project) =>
        Directory.Exists(project[".synthtrain/replies"])
            ? Directory.GetFiles(project[".synthtrain/replies"], "*.jsonl").Sum(file => File.ReadAllText(file).Count(c => c == '\n'))
            : 0;
}
