namespace TorchSharp.Kernels;

/// <summary>Runs independent pieces of work on as many threads as <c>torch.set_num_threads</c> allows. Nobody may let a result depend on which thread took a piece.</summary>
internal static class Threads
{
    private const double LeastWork = 1 << 15;
    private static ParallelOptions s_options = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };

    [ThreadStatic]
    private static bool t_inside;

    public static int Count
    {
        get => s_options.MaxDegreeOfParallelism;
        set => s_options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, value) };
    }

    /// <summary>Whether this thread already works on a piece; what it calls then stays on it.</summary>
    public static bool IsInside => t_inside;

    /// <param name="pieces">How many pieces there are.</param>
    /// <param name="body">Does the piece of a number.</param>
    /// <param name="work">Numbers touched by all pieces together, where known: waking threads for few costs more than it saves.</param>
    public static void For(long pieces, Action<long> body, double work = double.MaxValue)
    {
        if (pieces <= 1 || Count == 1 || t_inside || work < LeastWork)
        {
            for (var i = 0L; i < pieces; i++)
                body(i);
            return;
        }

        Parallel.For(0, pieces, s_options, piece =>
        {
            t_inside = true;
            try
            {
                body(piece);
            }
            finally
            {
                t_inside = false;
            }
        });
    }
}
