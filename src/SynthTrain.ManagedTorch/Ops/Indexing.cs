using TorchSharp.Autograd;
using TorchSharp.Kernels;
using TorchSharp.Layouts;
using static TorchSharp.torch;

namespace TorchSharp.Ops;

/// <summary>Elements and rows by number.</summary>
internal static unsafe class Indexing
{
    /// <summary>Rows of a matrix: [count…] numbers → [count…, columns]. The gradient sums rows in the order of the numbers.</summary>
    public static Tensor Embedding(Tensor numbers, Tensor weight)
    {
        var indices = Long(numbers);
        var (rows, columns) = (weight.Shape[0], weight.Shape[1]);
        Check(indices, rows, "embedding");
        var result = Tensor.Allocate([.. numbers.Shape, columns], weight.dtype);
        var table = weight.contiguous();
        var size = columns * Types.Size(weight.dtype);
        var (from, to, at) = ((nint)table.Address, (nint)result.Pointer<byte>(), (nint)indices.Pointer<long>());
        Threads.For((indices.NumberOfElements + 63) / 64, task =>
        {
            for (var i = task * 64; i < Math.Min(indices.NumberOfElements, (task + 1) * 64); i++)
                System.Buffer.MemoryCopy((byte*)from + ((long*)at)[i] * size, (byte*)to + i * size, size, size);
        }, result.NumberOfElements);
        return Graph.Record(result, weight, node =>
        {
            var saved = node.Save(indices);
            var type = weight.dtype;
            return gradient => AddRows(saved.Value, gradient.to_type(ScalarType.Float32).contiguous(), rows).to_type(type);
        });
    }

    /// <summary>Slices of a dimension by number.</summary>
    public static Tensor Select(Tensor x, long along, Tensor numbers)
    {
        var dim = Layout.Dimension(along, x.Shape.Length);
        var front = Views.Transpose(x, 0, dim).contiguous();
        var rest = front.shape;
        rest[0] = numbers.NumberOfElements;
        var flat = Views.View(front, [front.Shape[0], -1]);
        return Views.Transpose(Views.View(Embedding(Views.Reshape(numbers, [-1]), flat), rest), 0, dim);
    }

    /// <summary>result[i][j] = x[i][index[i][j]] for the dimension named, like PyTorch's gather.</summary>
    public static Tensor Gather(Tensor x, long along, Tensor index)
    {
        if (x.dtype is not (ScalarType.Float32 or ScalarType.Int64))
            return Floating.Around(x, wide => Gather(wide, along, index));
        var result = Tensor.Allocate(index.Shape, x.dtype);
        var numbers = Long(index);
        var dim = Layout.Dimension(along, x.Shape.Length);
        Check(numbers, x.Shape.Length == 0 ? 1 : x.Shape[dim], "gather");
        Walk(numbers, x, dim, (place, from) =>
        {
            if (x.dtype == ScalarType.Float32)
                result.Pointer<float>()[place] = x.Pointer<float>()[from];
            else
                result.Pointer<long>()[place] = x.Pointer<long>()[from];
        });
        var shape = x.Shape;
        return Graph.Record(result, x, node =>
        {
            var saved = node.Save(numbers);
            return gradient =>
            {
                var (sum, dense) = (zeros(shape), gradient.contiguous());
                Walk(saved.Value, sum, dim, (place, to) => sum.Pointer<float>()[to] += dense.Pointer<float>()[place]);
                return sum;
            };
        });
    }

    /// <summary>Visits every number with its place and the element it names, in order.</summary>
    private static void Walk(Tensor numbers, Tensor x, int dim, Action<long, long> visit)
    {
        var rank = numbers.Shape.Length;
        var at = numbers.Pointer<long>();
        for (var place = 0L; place < numbers.NumberOfElements; place++)
        {
            var (rest, offset) = (place, 0L);
            for (var d = rank - 1; d >= 0; d--)
            {
                (rest, var index) = Math.DivRem(rest, numbers.Shape[d]);
                offset += (d == dim ? at[place] : index) * x.Strides[d];
            }

            visit(place, offset);
        }
    }

    private static Tensor AddRows(Tensor indices, Tensor gradient, long rows)
    {
        var columns = gradient.Shape[^1];
        var result = zeros([rows, columns]);
        var (from, to, at, count) = ((nint)gradient.Pointer<float>(), (nint)result.Pointer<float>(), (nint)indices.Pointer<long>(), indices.NumberOfElements);
        const int Width = 64;
        Threads.For((columns + Width - 1) / Width, piece =>
        {
            var start = piece * Width;
            var width = (int)Math.Min(Width, columns - start);
            for (var i = 0L; i < count; i++)
            {
                var sum = new Span<float>((float*)to + ((long*)at)[i] * columns + start, width);
                TensorPrimitives.Add(sum, new ReadOnlySpan<float>((float*)from + i * columns + start, width), sum);
            }
        }, gradient.NumberOfElements);
        return result;
    }

    private static Tensor Long(Tensor numbers) => Types.IsFloating(numbers.dtype) || numbers.dtype == ScalarType.Bool
        ? throw new ArgumentException($"indices must be integers, not {numbers.dtype}")
        : numbers.to_type(ScalarType.Int64).contiguous();

    private static void Check(Tensor indices, long size, string operation)
    {
        foreach (var index in indices.Values<long>())
        {
            if (index < 0 || index >= size)
                throw new ArgumentOutOfRangeException(nameof(indices), $"{operation}: index {index} is out of range, 0 to {size - 1} are allowed");
        }
    }
}
