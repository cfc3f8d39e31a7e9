namespace SynthTrain.Teachers.Limits;

/// <summary>How many requests are under way at a time: fewer, fast, when the provider turns many away; more, slowly, when it does not. First come, first served.</summary>
/// <remarks>
/// Looks at the share turned away among as many requests as fit at a time, as DCTCP does (https://www.rfc-editor.org/rfc/rfc8257): up to 15 % are noise, and the limit grows by one.
/// Above that it shrinks by half the share: to half when all were turned away. Requests sent before it shrank say nothing about what fits now and are passed over; so one burst counts once.
/// </remarks>
internal sealed class AdaptiveGate
{
    private const double Noise = 0.15;
    private const int FewestSeen = 10;
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource<int>> _waiting = new();
    private readonly int _most;
    private double _limit;
    private int _inside;
    private int _generation;
    private int _seen;
    private int _congested;

    /// <summary>Starts with the most.</summary>
    /// <param name="most">Requests at a time; at least 1.</param>
    public AdaptiveGate(int most) => _limit = _most = Math.Max(1, most);

    /// <summary>Requests at a time now.</summary>
    public int Limit
    {
        get
        {
            lock (_gate)
                return (int)_limit;
        }
    }

    /// <summary>Waits for a place.</summary>
    /// <returns>What <see cref="Leave"/> wants back.</returns>
    public ValueTask<int> EnterAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource<int> place;
        lock (_gate)
        {
            if (_waiting.Count == 0 && _inside < (int)_limit)
            {
                _inside++;
                return new(_generation);
            }

            _waiting.Enqueue(place = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        return new(AwaitAsync(place, cancellationToken));
    }

    /// <summary>Gives a place back.</summary>
    public void Leave(int generation, GateOutcome outcome)
    {
        lock (_gate)
        {
            _inside--;
            if (outcome != GateOutcome.None && generation == _generation)
                Learn(outcome);
            while (_inside < (int)_limit && _waiting.TryDequeue(out var next))
            {
                if (next.TrySetResult(_generation))
                    _inside++;
            }
        }
    }

    private static async Task<int> AwaitAsync(TaskCompletionSource<int> place, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(static (state, token) => ((TaskCompletionSource<int>)state!).TrySetCanceled(token), place);
        return await place.Task;
    }

    private void Learn(GateOutcome outcome)
    {
        _seen++;
        if (outcome == GateOutcome.Congested)
            _congested++;
        if (_seen < Math.Max(FewestSeen, (int)_limit))
            return;
        var share = (double)_congested / _seen;
        (_seen, _congested) = (0, 0);
        if (share <= Noise)
        {
            _limit = Math.Min(_most, _limit + 1);
            return;
        }

        _limit = Math.Max(1, _limit * (1 - (share / 2)));
        _generation++;
    }
}
