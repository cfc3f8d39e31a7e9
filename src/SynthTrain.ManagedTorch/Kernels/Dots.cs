namespace TorchSharp.Kernels;

/// <summary>Products with one or two rows, as in generation: reading the weights once is all the work, so packing them would double it.</summary>
internal static unsafe class Dots
{
    public static void Multiply(long m, long n, long k, Matrix a, Matrix b, Matrix c, bool add)
    {
        var together = Math.Max(1, (1 << 16) / k);
        Threads.For((n + together - 1) / together, task =>
        {
            for (var j = task * together; j < Math.Min(n, (task + 1) * together); j++)
            {
                for (var i = 0L; i < m; i++)
                {
                    var sum = TensorPrimitives.Dot(new ReadOnlySpan<float>(a.At(i, 0), (int)k), new ReadOnlySpan<float>(b.At(0, j), (int)k));
                    *c.At(i, j) = add ? *c.At(i, j) + sum : sum;
                }
            }
        });
    }
}
