using System.Globalization;
using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Pipelines;

/// <summary><c>DataFull</c> ended at random moments, again and again, until nothing is left to do.</summary>
[TestClass]
[DoNotParallelize]
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
        var ends = Enumerable.Range(0, Rounds).Select(round => EndOne(project, random, round)).ToList();

        project.Build("DataFull").ShouldSucceed();

        var met = ends.Count(end => end.MetAStage);
        var inFlight = ends.Sum(end => end.InFlight);
        var repeats = project.Calls.Count - Keys(project.Calls).Distinct(StringComparer.Ordinal).Count();
        TestContext.WriteLine($"{met} of {Rounds} ends met a running stage; {project.Calls.Count} calls, {repeats} of them repeats; {inFlight} requests were in flight and unanswered when a build ended, at most {ends.Max(end => end.InFlight)} at a time.");
        CollectionAssert.AreEqual(whole.Made(), project.Made());
        Assert.IsGreaterThanOrEqualTo(15, met, "Too few ends met a running stage for the test to mean anything.");
        Assert.IsLessThanOrEqualTo(inFlight, repeats);
        CollectionAssert.AreEquivalent(Keys(whole.Calls).ToList(), Keys(project.Calls).Distinct(StringComparer.Ordinal).ToList());
    }

    private static (bool MetAStage, int InFlight) EndOne(PocketGuide project, Random random, int round)
    {
        var (signal, group) = (round % 5) switch
        {
            0 => (Kill, true),
            1 => (Terminate, false),
            2 => (Interrupt, true),
            3 => (Kill, false),
            _ => (Interrupt, false),
        };
        var callsBefore = project.Calls.Count;
        var kept = Replies(project);
        using var build = Cli.StartInGroup(project.Root, s_verb);
        var output = build.StandardOutput.ReadToEndAsync();
        var errors = build.StandardError.ReadToEndAsync();
        var anyWorker = round % 4 == 3;
        var running = WaitFor(() => anyWorker ? Workers(project).Count > 0 : project.Calls.Count > callsBefore, build);
        Thread.Sleep(random.Next(0, anyWorker ? 150 : 700));
        var ended = build.HasExited;
        Cli.Signal(group ? -build.Id : build.Id, signal);
        build.WaitForExit();
        if (!ended)
            Assert.AreNotEqual(0, build.ExitCode, $"Round {round}, signal {signal}: an interrupted build said that it succeeded.\n{output.Result}{errors.Result}");
        WaitForWorkers(project);

        var sent = Keys(project.Calls.Skip(callsBefore)).ToList();
        Assert.IsEmpty(sent.Where(kept.Contains), $"Round {round}: requests whose replies were kept were sent again.");
        var unanswered = sent.Except(Replies(project), StringComparer.Ordinal).Count();
        Assert.IsLessThanOrEqualTo(Concurrency, unanswered, $"Round {round}: more requests were lost than were in flight.");
        return (running && !ended, unanswered);
    }

    // A stage that asks runs once it has asked something; now and then the kill is aimed at whatever worker comes first.
    private static bool WaitFor(Func<bool> stage, System.Diagnostics.Process build)
    {
        for (var waited = 0; waited < 600 && !build.HasExited; waited++)
        {
            if (stage())
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

    private static IEnumerable<string> Keys(IEnumerable<string> calls) => calls.Select(Key);

    private static HashSet<string> Replies(PocketGuide project) =>
        Directory.Exists(project[".synthtrain/replies"])
            ? [.. Directory.GetFiles(project[".synthtrain/replies"], "*.jsonl").SelectMany(Shared.ReadLines).Where(line => line.EndsWith('}')).Select(Key)]
            : [];

    private static string Key(string line)
    {
        const string Name = "\"key\":\"";
        var start = line.IndexOf(Name, StringComparison.Ordinal) + Name.Length;
        return line[start..line.IndexOf('"', start)];
    }
}
