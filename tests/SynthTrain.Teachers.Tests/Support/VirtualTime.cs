namespace SynthTrain.Teachers.Tests.Support;

/// <summary>A clock that stands still until a test moves it; timers go off in order.</summary>
internal sealed class VirtualTime : TimeProvider
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly Lock _gate = new();
    private readonly List<VirtualTimer> _timers = [];
    private TimeSpan _now = TimeSpan.FromHours(1);

    public TimeSpan Elapsed
    {
        get
        {
            lock (_gate)
                return _now - TimeSpan.FromHours(1);
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_gate)
            return _now.Ticks;
    }

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) + TimeSpan.FromTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock from timer to timer until a task has ended; everything it does must hang on this clock.</summary>
    public async Task<T> RunAsync<T>(Task<T> task)
    {
        await RunAsync((Task)task);
        return await task;
    }

    public async Task RunAsync(Task task)
    {
        var started = System.GetTimestamp();
        while (!task.IsCompleted)
        {
            // Whoever was woken gets some time to set the next timer.
            await Task.WhenAny(task, Task.Delay(2));
            if (!task.IsCompleted)
                Next();
            if (System.GetElapsedTime(started) > s_patience)
                Assert.Fail("The task waits for something that is no timer of this clock.");
        }
    }

    public void Advance(TimeSpan time)
    {
        TimeSpan until;
        lock (_gate)
            until = _now + time;
        while (Next(until))
        {
        }

        lock (_gate)
            _now = until;
    }

    private bool Next(TimeSpan? until = null)
    {
        VirtualTimer? next;
        lock (_gate)
        {
            next = _timers.MinBy(timer => timer.Due);
            if (next is null || next.Due > (until ?? TimeSpan.MaxValue))
                return false;
            _now = next.Due > _now ? next.Due : _now;
            _timers.Remove(next);
        }

        next.Fire();
        return true;
    }

    private sealed class VirtualTimer(VirtualTime time, Action fire) : ITimer
    {
        public TimeSpan Due { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                Due = time._now + dueTime;
                time._timers.Add(this);
                return true;
            }
        }

        public void Dispose()
        {
            lock (time._gate)
                time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
