namespace TorchSharp.Kernels;

/// <summary>Runs independent pieces of work on as many threads as <c>torch.set_num_threads</c> allows. Nobody may let a result depend on which thread took a piece.</summary>
internal static class Threads
{
    private const double LeastWork = 1 << 14;
    private static int s_count = Environment.ProcessorCount;

    [ThreadStatic]
    private static bool t_inside;

    public static int Count
    {
        get => s_count;
        set => s_count = Math.Max(1, value);
    }

    /// <summary>Whether this thread already works on a piece; what it calls then stays on it.</summary>
    public static bool IsInside => t_inside;

    /// <param name="pieces">How many pieces there are.</param>
    /// <param name="body">Does the piece of a number.</param>
    /// <param name="work">Numbers touched by all pieces together, where known: waking threads for few costs more than it saves.</param>
    public static void For(long pieces, Action<long> body, double work = double.MaxValue)
    {
        if (pieces > 1 && s_count > 1 && !t_inside && work >= LeastWork && Team.Run(pieces, (int)Math.Min(pieces, s_count), body))
            return;
        for (var i = 0L; i < pieces; i++)
            body(i);
    }

    /// <summary>Does pieces of a job until none is left.</summary>
    public static void Help(Job job) => Alone(job.Work);

    /// <summary>Runs a body that shares nothing out.</summary>
    public static void Alone(Action body)
    {
        var before = t_inside;
        t_inside = true;
        try
        {
            body();
        }
        finally
        {
            t_inside = before;
        }
    }
}
