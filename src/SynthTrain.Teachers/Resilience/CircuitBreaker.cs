using System.Globalization;
using SynthTrain.Teachers.Providers;

namespace SynthTrain.Teachers.Resilience;

/// <summary>Keeps requests back from an endpoint that fails again and again: closed, open for a while, then one probe at a time, at last down.</summary>
/// <remarks>
/// Written by hand, since Polly's breaker opens at a share of failures within a time. What is needed here is a count without a success between (a share of half is no reason to stop),
/// requests that wait for the next probe instead of failing, and an end.
/// </remarks>
internal sealed class CircuitBreaker(BreakerOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = New();
    private bool _open;
    private bool _probing;
    private bool _down;
    private int _streak;
    private int _probes;
    private long _streakStart;
    private long _openedAt;
    private TimeSpan _break;
    private ProviderException? _last;

    /// <summary>Whether a request would have to wait now.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_gate)
                return _open && (_probing || Remaining > TimeSpan.Zero);
        }
    }

    /// <summary>Whether the last probe failed and no further one is waited for.</summary>
    public bool IsDown
    {
        get
        {
            lock (_gate)
                return _down;
        }
    }

    /// <summary>Attempts that failed since the last answer.</summary>
    public int Streak
    {
        get
        {
            lock (_gate)
                return _streak;
        }
    }

    private TimeSpan Remaining => _break - time.GetElapsedTime(_openedAt);

    /// <summary>Lets one attempt through.</summary>
    /// <param name="patient">Whether to wait for a probe; else an open circuit throws at once.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether the attempt is a probe; to be handed to <see cref="Succeeded"/>, <see cref="Failed"/> or <see cref="Abandoned"/>.</returns>
    /// <exception cref="CircuitOpenException">Down, or open and not patient.</exception>
    public async ValueTask<bool> EnterAsync(bool patient, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            TimeSpan wait;
            lock (_gate)
            {
                if (!_open)
                    return false;
                if (!_probing && Remaining <= TimeSpan.Zero)
                    return _probing = true;
                if (_down || !patient)
                    throw new CircuitOpenException(Describe(), _last);
                changed = _changed.Task;
                wait = _probing ? Timeout.InfiniteTimeSpan : Remaining;
            }

            await WaitAsync(changed, wait, cancellationToken);
        }
    }

    /// <summary>An attempt was answered, by a reply or by a refusal that is one.</summary>
    public void Succeeded()
    {
        lock (_gate)
        {
            _streak = 0;
            if (!_open)
                return;
            (_open, _probing, _down, _probes) = (false, false, false, 0);
            Signal();
        }
    }

    /// <summary>An attempt failed in a way that may pass.</summary>
    public void Failed(bool probe, ProviderException fault)
    {
        lock (_gate)
        {
            _last = fault;
            if (_streak++ == 0)
                _streakStart = time.GetTimestamp();
            // A reply to what was sent before may have closed it meanwhile.
            if (probe && _open)
                Open(fault, ++_probes);
            else if (!_open && _streak >= options.Failures)
                Open(fault, _probes = 0);
        }
    }

    /// <summary>An attempt ended without a word about the endpoint: it was cancelled, or never sent.</summary>
    public void Abandoned(bool probe)
    {
        if (!probe)
            return;
        lock (_gate)
        {
            _probing = false;
            Signal();
        }
    }

    /// <summary>What happened, in one sentence.</summary>
    public string Describe()
    {
        lock (_gate)
        {
            var seconds = time.GetElapsedTime(_streakStart).TotalSeconds;
            return string.Create(CultureInfo.InvariantCulture, $"{_streak} attempts in a row failed within {seconds:0.#} s, the last with: {_last?.Message}");
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Open(ProviderException fault, int probes)
    {
        _open = true;
        _probing = false;
        _openedAt = time.GetTimestamp();
        _break = TimeSpan.FromTicks(Math.Min(options.LongestBreak.Ticks, options.FirstBreak.Ticks << Math.Min(probes, 20)));
        var asked = fault.RetryAfter ?? TimeSpan.Zero;
        var hopeless = asked > RetryOptions.LongestWait;
        if (asked > _break && !hopeless)
            _break = asked;
        _down = hopeless || (probes >= options.Probes && (!fault.Fault.IsCongestion() || time.GetElapsedTime(_streakStart) >= options.Patience));
        Signal();
    }

    private void Signal()
    {
        _changed.TrySetResult();
        _changed = New();
    }

    private async Task WaitAsync(Task changed, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var delay = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // Rounded up: a timer of whole milliseconds that goes off early would spin.
        var timer = wait == Timeout.InfiniteTimeSpan ? Task.Delay(wait, delay.Token) : Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), time, delay.Token);
        await Task.WhenAny(changed, timer);
        await delay.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }
}
