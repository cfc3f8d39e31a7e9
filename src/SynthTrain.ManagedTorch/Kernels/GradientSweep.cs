using static TorchSharp.torch;

namespace TorchSharp.Kernels;

/// <summary>All gradients at once: their norm, and a factor on them. Sums have one order, whatever the number of threads.</summary>
internal sealed unsafe class GradientSweep
{
    private const int Grain = 1 << 15;
    private readonly List<(nint Data, int Count)> _pieces = [];

    /// <param name="gradients">Dense float32.</param>
    public GradientSweep(IEnumerable<Tensor> gradients)
    {
        foreach (var gradient in gradients)
        {
            for (var start = 0L; start < gradient.NumberOfElements; start += Grain)
                _pieces.Add(((nint)(gradient.Pointer<float>() + start), (int)Math.Min(Grain, gradient.NumberOfElements - start)));
        }
    }

    public static bool Takes(Tensor gradient) => gradient.dtype == ScalarType.Float32 && gradient.is_contiguous();

    public double Norm()
    {
        var sums = new double[_pieces.Count];
        Threads.For(sums.Length, piece => sums[piece] = SumOfSquares(Values(piece)));
        return Math.Sqrt(sums.Sum());
    }

    public void Scale(float factor) => Threads.For(_pieces.Count, piece => TensorPrimitives.Multiply(Values(piece), factor, Values(piece)));

    /// <summary>Short runs in float32, their sums in float64: a large gradient keeps its digits.</summary>
    private static double SumOfSquares(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        for (; values.Length > 1024; values = values[1024..])
            sum += TensorPrimitives.SumOfSquares(values[..1024]);
        return sum + TensorPrimitives.SumOfSquares(values);
    }

    private Span<float> Values(long piece) => new((float*)_pieces[(int)piece].Data, _pieces[(int)piece].Count);
}
