using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Core.Rows;

/// <summary>Counts while rows are done, and tells progress.</summary>
internal sealed class RowTotals(IProgressSink? progress)
{
    private readonly Lock _gate = new();
    private long _done;
    private long _requests;
    private long _hits;
    private long _reused;
    private long _failed;
    private long _pending;
    private long _expected;
    private int _rounds;
    private long _input;
    private long _output;
    private decimal? _cost;
    private readonly SortedDictionary<string, long> _fallbacks = new(StringComparer.Ordinal);

    /// <summary>Rows without an answer.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Rows that wait for a reply.</summary>
    public long Pending => Interlocked.Read(ref _pending);

    /// <summary>Begins a round over all rows: what was asked and paid stays counted, rows are counted anew. Rows taken from the journal count as reused in the first round alone: later ones find what this build has put there.</summary>
    public void StartRound(long expected)
    {
        lock (_gate)
        {
            _expected = expected;
            _rounds++;
            (_done, _failed, _pending) = (0, 0, 0);
        }
    }

    /// <summary>Figures of this execution.</summary>
    public RunFigures Run
    {
        get
        {
            lock (_gate)
            {
                return new RunFigures { Requests = _requests, CacheHits = _hits, RowsReused = _reused, InputTokens = _input, OutputTokens = _output, Cost = _cost, Fallbacks = new SortedDictionary<string, long>(_fallbacks, StringComparer.Ordinal) };
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
                // Later rounds find what this build has put into the cache.
                if (_rounds <= 1)
                    _hits++;
                return;
            }

            _requests++;
            _input += reply.InputTokens;
            _output += reply.OutputTokens;
            if (reply.Cost is { } cost)
                _cost = (_cost ?? 0) + cost;
            foreach (var fallback in reply.FellBackFrom)
                _fallbacks[fallback] = _fallbacks.GetValueOrDefault(fallback) + 1;
        }
    }

    /// <summary>Counts a row.</summary>
    public void Done(RowOutcome outcome)
    {
        StageProgress now;
        lock (_gate)
        {
            if (outcome == RowOutcome.Pending)
            {
                _pending++;
                return;
            }

            _done++;
            if (outcome == RowOutcome.Reused && _rounds == 1)
                _reused++;
            if (outcome == RowOutcome.Failed)
                _failed++;
            now = new StageProgress(_done, _expected, _reused, _input + _output, _cost);
        }

        progress?.Report(now);
    }
}
