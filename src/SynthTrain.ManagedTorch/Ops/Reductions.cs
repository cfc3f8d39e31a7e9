using TorchSharp.Autograd;
using TorchSharp.Kernels;
using TorchSharp.Layouts;
using static TorchSharp.torch;

namespace TorchSharp.Ops;

/// <summary>Sums and means. The order of additions depends on the shape alone.</summary>
internal static unsafe class Reductions
{
    private const int Block = 4096;

    public static Tensor Sum(Tensor x, ReadOnlySpan<long> dims, bool keepdim)
    {
        if (x.dtype != ScalarType.Float32)
            return SumOther(x, dims.ToArray(), keepdim);
        var reduced = Chosen(dims, x.Shape.Length);
        var kept = Shape(x.Shape, reduced, keepdim: true);
        var result = Leading(x, reduced) ? Columns(x, reduced, kept) : Rows(x, reduced, kept);
        if (!keepdim)
            result = result.Look(0, Shape(x.Shape, reduced, keepdim: false), Layout.Dense(Shape(x.Shape, reduced, keepdim: false)));
        var shape = x.Shape;
        return Graph.Record(result, x, node => gradient => Views.Expand(Views.View(gradient.contiguous(), kept), shape));
    }

    public static Tensor Mean(Tensor x, ReadOnlySpan<long> dims, bool keepdim)
    {
        var count = 1L;
        foreach (var (wanted, size) in Chosen(dims, x.Shape.Length).Zip(x.Shape))
            count *= wanted ? size : 1;
        return Sum(Types.IsFloating(x.dtype) ? x : throw new InvalidOperationException($"mean needs floating point, not {x.dtype}"), dims, keepdim).div(count);
    }

    /// <summary>Dimensions to reduce, all where none is named.</summary>
    public static bool[] Chosen(ReadOnlySpan<long> dims, int rank)
    {
        var chosen = new bool[rank];
        Array.Fill(chosen, dims.Length == 0);
        foreach (var dim in dims)
        {
            if (rank > 0)
                chosen[Layout.Dimension(dim, rank)] = true;
        }

        return chosen;
    }

    public static long[] Shape(long[] shape, bool[] reduced, bool keepdim) =>
        [.. shape.Select((size, i) => (size: reduced[i] ? 1 : size, reduced: reduced[i])).Where(d => keepdim || !d.reduced).Select(d => d.size)];

    /// <summary>The chosen dimensions moved behind the others, dense: [kept…, reduced…].</summary>
    public static Tensor Behind(Tensor x, bool[] reduced)
    {
        var order = Enumerable.Range(0, x.Shape.Length).OrderBy(d => reduced[d]).Select(d => (long)d).ToArray();
        using var mode = new GradMode(enabled: false);
        return Views.Permute(x, order).contiguous();
    }

    private static Tensor SumOther(Tensor x, long[] dims, bool keepdim)
    {
        if (Types.IsFloating(x.dtype))
            return Floating.Around(x, wide => Sum(wide, dims, keepdim));
        var reduced = Chosen(dims, x.Shape.Length);
        var rows = Behind(x.to_type(ScalarType.Int64), reduced);
        var result = Tensor.Allocate(Shape(x.Shape, reduced, keepdim), ScalarType.Int64);
        var length = result.NumberOfElements == 0 ? 0 : rows.NumberOfElements / result.NumberOfElements;
        var sums = result.Values<long>();
        for (var i = 0; i < sums.Length; i++)
            sums[i] = TensorPrimitives.Sum<long>(rows.Values<long>().Slice((int)(i * length), (int)length));
        return result;
    }

    private static bool Leading(Tensor x, bool[] reduced)
    {
        var count = reduced.TakeWhile(r => r).Count();
        return x.is_contiguous() && count > 0 && count < reduced.Length && reduced.Skip(count).All(r => !r);
    }

    private static Tensor Rows(Tensor x, bool[] reduced, long[] kept)
    {
        var rows = Behind(x, reduced);
        var result = Tensor.Allocate(kept, ScalarType.Float32);
        var count = result.NumberOfElements;
        var length = count == 0 ? 0 : rows.NumberOfElements / count;
        var (from, to) = ((nint)rows.Pointer<float>(), (nint)result.Pointer<float>());
        if (count == 1 && length > Block)
        {
            ((float*)to)[0] = LongSum(from, length);
            return result;
        }

        var together = Math.Max(1, Block * 4 / Math.Max(1, length));
        Threads.For((count + together - 1) / together, task =>
        {
            for (var row = task * together; row < Math.Min(count, (task + 1) * together); row++)
                ((float*)to)[row] = (float)Blocks((float*)from + row * length, length);
        }, rows.NumberOfElements);
        return result;
    }

    private static float LongSum(nint from, long length)
    {
        var pieces = (length + Block - 1) / Block;
        var sums = new double[pieces];
        Threads.For(pieces, piece => sums[piece] = Blocks((float*)from + piece * Block, Math.Min(Block, length - piece * Block)));
        return (float)sums.Sum();
    }

    /// <summary>Blocks in float32, their sums in float64: a long row keeps its digits.</summary>
    private static double Blocks(float* from, long length)
    {
        var sum = 0.0;
        for (var start = 0L; start < length; start += 256)
            sum += TensorPrimitives.Sum(new ReadOnlySpan<float>(from + start, (int)Math.Min(256, length - start)));
        return sum;
    }

    /// <summary>Sums over leading dimensions, whole rows at a time: [rows, columns] → [columns].</summary>
    private static Tensor Columns(Tensor x, bool[] reduced, long[] kept)
    {
        var result = Tensor.Allocate(kept, ScalarType.Float32);
        var columns = result.NumberOfElements;
        var rows = columns == 0 ? 0 : x.NumberOfElements / columns;
        var (from, to) = ((nint)x.Pointer<float>(), (nint)result.Pointer<float>());
        const int Width = 256;
        Threads.For((columns + Width - 1) / Width, piece =>
        {
            var start = piece * Width;
            var width = (int)Math.Min(Width, columns - start);
            Span<double> sums = stackalloc double[width];
            Span<float> part = stackalloc float[width];
            sums.Clear();
            for (var row = 0L; row < rows;)
            {
                part.Clear();
                for (var end = Math.Min(rows, row + 32); row < end; row++)
                    TensorPrimitives.Add(part, new ReadOnlySpan<float>((float*)from + row * columns + start, width), part);
                for (var i = 0; i < width; i++)
                    sums[i] += part[i];
            }

            for (var i = 0; i < width; i++)
                ((float*)to)[start + i] = (float)sums[i];
        }, x.NumberOfElements);
        return result;
    }
}
