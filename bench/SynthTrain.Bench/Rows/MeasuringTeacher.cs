using System.Diagnostics;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Bench.Rows;

/// <summary>Measures how long each answer really takes: a delay of 20 ms is never exactly that.</summary>
internal sealed class MeasuringTeacher(ITeacher inner) : ITeacher
{
    private long _ticks;
    private long _calls;

    public long Calls => Interlocked.Read(ref _calls);

    public double MeanMs => Calls == 0 ? 0 : Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _ticks)).TotalMilliseconds / Calls;

    public async ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var reply = await inner.AskAsync(request, cancellationToken);
        Interlocked.Add(ref _ticks, Stopwatch.GetTimestamp() - started);
        Interlocked.Increment(ref _calls);
        return reply;
    }
}
