using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SynthTrain.Loopback.Transport;

/// <summary>Delays to a tenth of a millisecond, from one thread.</summary>
/// <remarks><see cref="Task.Delay(int)"/> counts ticks of a coarse clock (4 ms on many kernels): a latency of 20 ms would be up to 24.</remarks>
internal sealed class PreciseDelay : IDisposable
{
    private static readonly long s_longest = Stopwatch.Frequency / 500;
    private readonly PriorityQueue<TaskCompletionSource, long> _waiting = new();
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _any = new(0);
    private readonly Thread _thread;
    private volatile bool _stopped;

    public PreciseDelay()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "latency" };
        _thread.Start();
    }

    /// <summary>Ends at a time of <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public Task Until(long due)
    {
        if (Stopwatch.GetTimestamp() >= due)
            return Task.CompletedTask;
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool first;
        lock (_lock)
        {
            first = _waiting.Count == 0;
            _waiting.Enqueue(source, due);
        }

        if (first)
            _any.Release();
        return source.Task;
    }

    public void Dispose()
    {
        _stopped = true;
        _any.Release();
        _thread.Join();
        _any.Dispose();
    }

    private void Run()
    {
        while (!_stopped)
        {
            long? due;
            lock (_lock)
                due = Next();
            if (due is not { } time)
                _any.Wait();
            else
                Sleep(time - Stopwatch.GetTimestamp());
        }
    }

    private long? Next()
    {
        while (_waiting.TryPeek(out var source, out var due))
        {
            if (due > Stopwatch.GetTimestamp())
                return due;
            _waiting.Dequeue();
            source.SetResult();
        }

        return null;
    }

    // In steps of at most 2 ms, because a shorter delay may be asked for meanwhile.
    private static void Sleep(long ticks)
    {
        ticks = Math.Min(ticks, s_longest);
        if (ticks <= 0)
            return;
        if (!OperatingSystem.IsLinux())
        {
            Thread.Sleep(TimeSpan.FromSeconds((double)ticks / Stopwatch.Frequency));
            return;
        }

        var time = new Timespec { Nanoseconds = (nint)(ticks * (1_000_000_000 / Stopwatch.Frequency)) };
        _ = NanoSleep(in time, 0);
    }

    [DllImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NanoSleep(in Timespec time, nint remaining);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
