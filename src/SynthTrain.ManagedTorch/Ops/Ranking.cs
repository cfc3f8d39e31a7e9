using TorchSharp.Autograd;
using TorchSharp.Kernels;
using TorchSharp.Layouts;
using static TorchSharp.torch;

namespace TorchSharp.Ops;

/// <summary>Order among the elements of a dimension, and draws by weight.</summary>
internal static unsafe class Ranking
{
    public static Tensor Extreme(Tensor x, long along, bool keepdim, bool greatest)
    {
        var result = Rows(x, along, 1, ScalarType.Int64, (row, to) =>
        {
            var best = 0;
            for (var i = 1; i < row.Length; i++)
                best = (greatest ? row[i] > row[best] : row[i] < row[best]) || (float.IsNaN(row[i]) && !float.IsNaN(row[best])) ? i : best;
            ((long*)to)[0] = best;
        });
        return keepdim ? result : Views.Squeeze(result, Layout.Dimension(along, x.Shape.Length));
    }

    public static (Tensor Values, Tensor Indices) Top(Tensor x, long k, long along, bool largest)
    {
        var size = x.size((int)along);
        if (k < 0 || k > size)
            throw new ArgumentOutOfRangeException(nameof(k), $"topk: {k} of {size} elements");
        var indices = Rows(x, along, k, ScalarType.Int64, (row, to) =>
        {
            var keys = row.ToArray();
            var order = new int[keys.Length];
            for (var i = 0; i < order.Length; i++)
                order[i] = i;
            Array.Sort(order, (a, b) => (largest ? keys[b].CompareTo(keys[a]) : keys[a].CompareTo(keys[b])) is var c and not 0 ? c : a.CompareTo(b));
            for (var i = 0; i < k; i++)
                ((long*)to)[i] = order[i];
        });
        return (Indexing.Gather(x, along, indices), indices);
    }

    public static Tensor RunningSum(Tensor x, long along)
    {
        if (x.requires_grad && GradMode.Enabled)
            throw new NotSupportedException("cumsum has no gradient here");
        return x.dtype == ScalarType.Float32
            ? Rows(x, along, x.size((int)along), ScalarType.Float32, static (row, to) =>
            {
                var sum = 0.0;
                for (var i = 0; i < row.Length; i++)
                    ((float*)to)[i] = (float)(sum += row[i]);
            })
            : RunningSum(x.to_type(ScalarType.Float32), along).to_type(Types.IsFloating(x.dtype) ? x.dtype : ScalarType.Int64);
    }

    public static Tensor Draw(Tensor weights, long count, bool replacement, Generator generator)
    {
        var single = weights.Shape.Length == 1;
        var rows = single ? weights.unsqueeze(0) : weights;
        var result = Tensor.Allocate([rows.Shape[0], count], ScalarType.Int64);
        var dense = rows.to_type(ScalarType.Float32).contiguous();
        var classes = (int)rows.Shape[1];
        for (var row = 0; row < rows.Shape[0]; row++)
        {
            var left = dense.Values<float>().Slice(row * classes, classes).ToArray();
            for (var draw = 0; draw < count; draw++)
            {
                var chosen = One(left, generator);
                result.Pointer<long>()[row * count + draw] = chosen;
                left[chosen] = replacement ? left[chosen] : 0;
            }
        }

        return single ? Views.Squeeze(result, 0) : result;
    }

    private static int One(float[] weights, Generator generator)
    {
        var total = 0.0;
        foreach (var weight in weights)
            total += weight >= 0 && float.IsFinite(weight) ? weight : throw new ArgumentException($"multinomial: weight {weight} is not a finite number of at least 0");
        if (total <= 0)
            throw new ArgumentException("multinomial: the weights left sum to 0; fewer draws without replacement are possible than asked for");
        var at = generator.NextDouble() * total;
        var last = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] == 0)
                continue;
            last = i;
            if ((at -= weights[i]) < 0)
                break;
        }

        return last;
    }

    private delegate void RowAction(ReadOnlySpan<float> row, nint to);

    /// <summary>Every row along a dimension, in order of the other dimensions.</summary>
    private static Tensor Rows(Tensor x, long along, long width, ScalarType type, RowAction action)
    {
        using var mode = new GradMode(enabled: false);
        if (x.Shape.Length == 0)
            return Views.View(Rows(Views.View(x, [1]), 0, width, type, action), []);
        var dim = Layout.Dimension(along, x.Shape.Length);
        var rows = Views.Transpose(x.to_type(ScalarType.Float32), dim, -1).contiguous();
        var length = rows.Shape[^1];
        var result = Tensor.Allocate([.. rows.Shape.AsSpan()[..^1], width], type);
        var (from, to, size) = ((nint)rows.Pointer<float>(), (nint)result.Address, Types.Size(type));
        Threads.For(length == 0 ? 0 : rows.NumberOfElements / length, row => action(new ReadOnlySpan<float>((float*)from + row * length, (int)length), to + (nint)(row * width * size)));
        return Views.Transpose(result, dim, -1);
    }
}
