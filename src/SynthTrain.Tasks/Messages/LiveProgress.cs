using System.Globalization;
using Microsoft.Build.Framework;
using SynthTrain.Core.Stages;

namespace SynthTrain.Tasks.Messages;

/// <summary>Shows how far a stage is: live on the node's line in the terminal logger, as sparse lines elsewhere.</summary>
/// <remarks>
/// MSBuild has no progress API. Its terminal logger updates the line of a node on the event that test runners send per passed test, once the project has
/// started a target named <c>_TestRunStart</c>. Undocumented: this class alone knows it. Where the event is not understood it prints as a line.
/// </remarks>
internal sealed class LiveProgress(IBuildEngine engine, string stage, bool terminal, TimeProvider time)
{
    private static readonly TimeSpan TerminalPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LinePause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BigStepPause = TimeSpan.FromSeconds(1);
    private const double BigStep = 0.1;

    private readonly long _start = time.GetTimestamp();
    private long _last = time.GetTimestamp();
    private double _lastShare;

    /// <summary>Takes any number of reports and shows a few of them.</summary>
    public void Report(StageProgress progress)
    {
        var share = progress.Total > 0 ? (double)progress.Done / progress.Total : 0;
        if (!IsDue(time.GetElapsedTime(_last), share - _lastShare))
            return;
        _last = time.GetTimestamp();
        _lastShare = share;
        var text = Describe(progress, share);
        engine.LogMessageEvent(terminal
            ? new ExtendedBuildMessageEventArgs("TLTESTPASSED", text, null, null, MessageImportance.High)
            {
                ExtendedMetadata = new Dictionary<string, string?> { ["localizedResult"] = stage, ["displayName"] = text[(stage.Length + 2)..] },
            }
            : new BuildMessageEventArgs(text, null, null, MessageImportance.High));
    }

    private bool IsDue(TimeSpan pause, double step) =>
        terminal ? pause >= TerminalPause : pause >= LinePause || (step >= BigStep && pause >= BigStepPause);

    private string Describe(StageProgress progress, double share)
    {
        var culture = CultureInfo.InvariantCulture;
        var seconds = time.GetElapsedTime(_start).TotalSeconds;
        var rate = seconds > 0 ? (progress.Done - progress.Reused) / seconds : 0;
        var text = string.Create(culture, $"{stage}: {progress.Done}");
        if (progress.Total > 0)
            text += string.Create(culture, $"/{progress.Total} {share:P0}");
        if (rate > 0)
            text += string.Create(culture, $", {rate:0.#} {progress.Unit ?? "rows"}/s");
        if (progress.Reused > 0)
            text += string.Create(culture, $", {progress.Reused} reused");
        if (progress.Tokens > 0)
            text += string.Create(culture, $", {progress.Tokens} tokens");
        if (progress.Cost is { } cost)
            text += string.Create(culture, $", ${cost:0.00##}");
        if (rate > 0 && progress.Total > progress.Done)
            text += $", {Left((progress.Total - progress.Done) / rate)} left";
        return text;
    }

    private static string Left(double seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Ceiling(Math.Min(seconds, TimeSpan.FromDays(99).TotalSeconds)));
        return time.TotalMinutes < 1 ? time.ToString("s' s'", CultureInfo.InvariantCulture)
            : time.TotalHours < 1 ? time.ToString(@"m\:ss", CultureInfo.InvariantCulture)
            : ((int)time.TotalHours).ToString(CultureInfo.InvariantCulture) + time.ToString(@"\:mm\:ss", CultureInfo.InvariantCulture);
    }
}
