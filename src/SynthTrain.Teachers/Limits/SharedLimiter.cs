using SynthTrain.Core.Diagnostics;
using SynthTrain.Teachers.Resilience;

namespace SynthTrain.Teachers.Limits;

/// <summary>Requests and tokens in any window, and the provider's wish for a pause, for one model; shared by all processes of a user.</summary>
/// <remarks>
/// The state lies in a file that is mapped; a named mutex of the user's guards it. The system releases a mutex whose holder is killed and says so, it costs half a microsecond (a file lock: five times that), and
/// no process has to be the server. Times are the machine's monotonic clock.
/// </remarks>
public sealed class SharedLimiter : IDisposable
{
    // With more requests a window than these, the ring's size is the limit.
    private const int Entries = 1 << 17;
    private const int PrivateEntries = 1 << 14;
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(25);

    private readonly TimeProvider _time;
    private readonly SlidingLog _log;
    private readonly IDisposable? _memory;
    private readonly Mutex? _mutex;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly bool _limited;
    private readonly bool _byTokens;
    private readonly long _window;
    private TaskCompletionSource? _settled;
    private double _latency = -1;
    private long _ownPause;

    private SharedLimiter(LimiterOptions options, ILogMemory memory, Mutex? mutex)
    {
        _time = options.Time;
        _window = (long)(options.Limits.Window.TotalSeconds * _time.TimestampFrequency);
        _log = new SlidingLog(memory, new LogRates(_window, options.Limits.RequestsPerMinute, options.Limits.TokensPerMinute));
        (_memory, _mutex) = (memory as IDisposable, mutex);
        _byTokens = options.Limits.TokensPerMinute is not null;
        _limited = _byTokens || options.Limits.RequestsPerMinute is not null;
        var boot = _time.GetUtcNow() - _time.GetElapsedTime(0);
        Locked(() => _log.Adopt(boot.ToUnixTimeSeconds()));
    }

    /// <summary>How long nobody sends.</summary>
    public TimeSpan CoolDown => Span(CoolLeft(_time.GetTimestamp()));

    /// <summary>Opens the limiter; several in one process or in several share one state.</summary>
    /// <exception cref="SynthException"><see cref="Codes.CannotWrite"/>: a limit that cannot be shared would be crossed.</exception>
    public static SharedLimiter Open(LimiterOptions options)
    {
        if (options.Directory is not { } directory)
            return new SharedLimiter(options, new PrivateMemory(SlidingLog.CellsFor(Math.Min(options.Limits.RequestsPerMinute ?? PrivateEntries, Entries))), null);
        var path = LimiterFile.PathOf(options, directory);
        try
        {
            LimiterFile.Claim(path, options.Time.GetUtcNow());
#pragma warning disable CA2000 // The limiter disposes of both.
            var mutex = new Mutex(initiallyOwned: false, LimiterFile.MutexOf(path), new NamedWaitHandleOptions { CurrentUserOnly = true, CurrentSessionOnly = false });
            return new SharedLimiter(options, FileMemory.Open(path, SlidingLog.CellsFor(Entries), options.Time.GetUtcNow()), mutex);
#pragma warning restore CA2000
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SynthException(Diagnostic.Error(Codes.CannotWrite, $"'{path}', through which builds share the limits of a provider, cannot be written: {e.Message}", path), e);
        }
    }

    /// <summary>Waits until a request may be sent, first come first served within this process, and enters it.</summary>
    /// <param name="tokens">The most it can use; 0 when tokens are not limited.</param>
    /// <param name="longest">The longest pause of the provider's that is waited for.</param>
    /// <param name="cancellationToken">Gives up; nothing is entered then.</param>
    /// <returns>The place, to be settled; null when the provider's pause is longer.</returns>
    public ValueTask<LimitSlot?> TakeAsync(long tokens, TimeSpan longest, CancellationToken cancellationToken)
    {
        if (_limited || CoolLeft(_time.GetTimestamp()) > 0)
            return QueueAsync(tokens, longest, cancellationToken);
        return new(new LimitSlot(-1, _time.GetTimestamp()));
    }

    /// <summary>Tells that a request was answered or failed.</summary>
    /// <param name="slot">Its place.</param>
    /// <param name="tokens">What it used, as the provider counts; null when that is not known.</param>
    public void Settle(in LimitSlot slot, long? tokens)
    {
        if (slot.Number < 0)
            return;
        var (number, sent, now) = (slot.Number, slot.Sent, _time.GetTimestamp());
        Locked(() => _log.Settle(number, sent, now, tokens));
        lock (_gate)
        {
            _latency = _latency < 0 ? now - sent : (_latency * 0.9) + ((now - sent) * 0.1);
            if (_byTokens)
                Interlocked.Exchange(ref _settled, null)?.TrySetResult();
        }
    }

    /// <summary>Nobody sends for so long; other processes at most as long as anybody waits, since what they read outlives this one.</summary>
    public void Pause(TimeSpan time)
    {
        var now = _time.GetTimestamp();
        var until = now + Ticks(time);
        Locked(() =>
        {
            _ownPause = Math.Max(_ownPause, until);
            _log.Cool(now, Math.Min(until, now + Ticks(RetryOptions.LongestWait)));
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _memory?.Dispose();
        _mutex?.Dispose();
        _turn.Dispose();
    }

    private async ValueTask<LimitSlot?> QueueAsync(long tokens, TimeSpan longest, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                var now = _time.GetTimestamp();
                var wait = CoolLeft(now);
                if (wait > 0 && Span(wait) > longest)
                    return null;
                var slot = new LimitSlot(-1, now);
                if (wait == 0 && _limited)
                    (wait, slot) = Enter(tokens);
                if (wait == 0)
                    return slot;
                await WaitAsync(Span(wait), cancellationToken);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private (long Wait, LimitSlot Slot) Enter(long tokens)
    {
        var entered = default((long Wait, LimitSlot Slot));
        Locked(() =>
        {
            // The clock is read under the lock, so that entries of all processes stand in the order of their times.
            var now = _time.GetTimestamp();
            var wait = _log.TryTake(now, tokens, Slack(), out var number);
            entered = (wait, new LimitSlot(number, now));
        });
        return entered;
    }

    // Where replies come at once, one that is late was sent late, and its whole time counts. Where they are slow by nature, that would waste the window: then a twenty-fifth of it is allowed for the way there.
    private long Slack() => _latency < _window * 0.03 ? _window / 5 : _window / 25;

    private async Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        // Rounded up: a timer of whole milliseconds that goes off early would spin.
        var timer = TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
        if (!_byTokens)
        {
            await Task.Delay(timer, _time, cancellationToken);
            return;
        }

        // A reply may turn out smaller than was held for it; other processes' replies are looked for now and then.
        TaskCompletionSource settled;
        lock (_gate)
            settled = _settled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var delay = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(settled.Task, Task.Delay(timer < s_look ? timer : s_look, _time, delay.Token));
        await delay.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void Locked(Action act)
    {
        lock (_gate)
        {
            try
            {
                _mutex?.WaitOne();
            }
            catch (AbandonedMutexException)
            {
                _log.Repair();
            }

            try
            {
                act();
            }
            finally
            {
                _mutex?.ReleaseMutex();
            }
        }
    }

    private long CoolLeft(long now) => Math.Max(_log.CoolLeft(now), Volatile.Read(ref _ownPause) - now);

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * _time.TimestampFrequency);

    private TimeSpan Span(long ticks) => TimeSpan.FromSeconds((double)ticks / _time.TimestampFrequency);
}
