using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Core.Rows;

/// <summary>Counts while rows are done, and tells progress.</summary>
internal sealed class RowTotals(IProgressSink? progress, long expected)
{
    private readonly Lock _gate = new();
    private long _done;
    private long _requests;
    private long _hits;
    private long _reused;
    private long _failed;
    private long _input;
    private long _output;
    private decimal? _cost;

    /// <summary>Rows without an answer.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Figures of this execution.</summary>
    public RunFigures Run
    {
        get
        {
            lock (_gate)
            {
                return new RunFigures { Requests = _requests, CacheHits = _hits, RowsReused = _reused, InputTokens = _input, OutputTokens = _output, Cost = _cost };
            }
        }
    }

    /// <summary>Counts a call that got no reply.</summary>
    public void CallFailed()
    {
        lock (_gate)
            _requests++;
    }

    /// <summary>Counts a reply.</summary>
    public void Replied(TeacherReply reply)
    {
        lock (_gate)
        {
            if (reply.Cached)
            {
                _hits++;
                return;
            }

            _requests++;
            _input += reply.InputTokens;
            _output += reply.OutputTokens;
            if (reply.Cost is { } cost)
                _cost = (_cost ?? 0) + cost;
        }
    }

    /// <summary>Counts a row.</summary>
    public void Done(RowOutcome outcome)
    {
        StageProgress now;
        lock (_gate)
        {
            _done++;
            if (outcome == RowOutcome.Reused)
                _reused++;
            if (outcome == RowOutcome.Failed)
                _failed++;
            now = new StageProgress(_done, expected, _reused, _input + _output, _cost);
        }

        progress?.Report(now);
    }
}
