using SynthTrain.Core.Stages;

namespace SynthTrain.Worker.Channels;

/// <summary>Lets progress through a few times a second, and always when a stage is complete.</summary>
internal sealed class ProgressThrottle(TimeProvider time, TimeSpan interval)
{
    private long _last = long.MinValue;

    /// <summary>Whether this report is to be shown.</summary>
    public bool Allows(StageProgress progress)
    {
        var now = time.GetTimestamp();
        var last = Interlocked.Read(ref _last);
        var due = last == long.MinValue || time.GetElapsedTime(last, now) >= interval || (progress.Total > 0 && progress.Done >= progress.Total);
        return due && Interlocked.CompareExchange(ref _last, now, last) == last;
    }
}
