namespace TorchSharp.Kernels;

/// <summary>Threads that wait for the next job, awake for some microseconds and then asleep: a training step is thousands of short jobs, and waking the thread pool for each costs more than many of them.</summary>
internal static class Team
{
    private const int SpinsAwake = 40;
    private static readonly Lock s_gate = new();
    private static readonly SemaphoreSlim s_wake = new(0);
    private static volatile Job? s_job;
    private static int s_members;
    private static int s_asleep;

    /// <summary>Runs all pieces, this thread helping.</summary>
    /// <returns>Whether it did; not where another thread has the team.</returns>
    public static bool Run(long pieces, int threads, Action<long> body)
    {
        if (!s_gate.TryEnter())
            return false;
        try
        {
            while (s_members < threads - 1)
                Join(++s_members);
            var job = new Job(pieces, body);
            s_job = job;
            Interlocked.MemoryBarrier();
            var asleep = Volatile.Read(ref s_asleep);
            if (asleep > 0)
                s_wake.Release(Math.Min(asleep, threads - 1));
            Threads.Help(job);
            var wait = default(SpinWait);
            while (!job.IsDone)
                wait.SpinOnce(sleep1Threshold: -1);
            s_job = null;
            job.ThrowIfFaulted();
            return true;
        }
        finally
        {
            s_gate.Exit();
        }
    }

    private static void Join(int number) => new Thread(() => Serve(number)) { IsBackground = true, Name = $"torch {number}" }.Start();

    private static void Serve(int number)
    {
        Job? done = null;
        for (var spins = 0; ; spins++)
        {
            var job = s_job;
            if (IsNew(job, done, number))
            {
                Threads.Help(job!);
                (done, spins) = (job, 0);
            }
            else if (spins < SpinsAwake)
            {
                Thread.SpinWait(30);
            }
            else
            {
                Sleep(done, number);
                spins = 0;
            }
        }
    }

    private static void Sleep(Job? done, int number)
    {
        Interlocked.Increment(ref s_asleep);
        if (!IsNew(s_job, done, number))
            s_wake.Wait();
        Interlocked.Decrement(ref s_asleep);
    }

    /// <summary>Members beyond the count that torch.set_num_threads allows now stay out.</summary>
    private static bool IsNew(Job? job, Job? done, int number) => job is not null && job != done && number < Threads.Count;
}
