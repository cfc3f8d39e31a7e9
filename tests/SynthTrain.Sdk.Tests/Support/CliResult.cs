using Microsoft.Build.Logging.StructuredLogger;

namespace SynthTrain.Sdk.Tests.Support;

/// <summary>What one <c>dotnet</c> call did.</summary>
internal sealed record CliResult(string Command, int ExitCode, string Output, string? BinaryLog)
{
    private Build? _build;

    public CliResult ShouldSucceed()
    {
        Assert.AreEqual(0, ExitCode, ToString());
        return this;
    }

    public CliResult ShouldFail(string code)
    {
        Assert.AreNotEqual(0, ExitCode, ToString());
        StringAssert.Contains(Output, code, ToString());
        return this;
    }

    public CliResult ShouldSay(string text)
    {
        StringAssert.Contains(Output, text, ToString());
        return this;
    }

    /// <summary>Targets of that name that really ran, by the binary log.</summary>
    public int Ran(string target) =>
        Targets(target).Count(found => !found.Skipped);

    /// <summary>Stages whose worker was started.</summary>
    public int WorkersStarted()
    {
        var count = 0;
        Log().VisitAllChildren<Microsoft.Build.Logging.StructuredLogger.Task>(task => count += task.Name == "RunStage" ? 1 : 0);
        return count;
    }

    public override string ToString() => $"{Command}\nexit code {ExitCode}\n{Output}";

    private List<Target> Targets(string name)
    {
        var found = new List<Target>();
        Log().VisitAllChildren<Target>(target =>
        {
            if (target.Name == name)
                found.Add(target);
        });
        return found;
    }

    private Build Log() => _build ??= BinaryLogReader();

    private Build BinaryLogReader()
    {
        Assert.IsNotNull(BinaryLog, "This call wrote no binary log.");
        return Serialization.Read(BinaryLog);
    }
}
