using TorchSharp.Autograd;
using TorchSharp.Kernels;
using TorchSharp.Layouts;
using static TorchSharp.torch;

namespace TorchSharp.Ops;

/// <summary>One value or another, by a condition or a place.</summary>
internal static unsafe class Choice
{
    public static Tensor Where(Tensor condition, Tensor yes, Tensor no)
    {
        var type = Types.Promote(yes, no);
        if (Types.IsNarrow(type))
            return Where(condition, yes.to_type(ScalarType.Float32), no.to_type(ScalarType.Float32)).to_type(type);
        var (x, y, test) = (yes.to_type(type), no.to_type(type), condition.to_type(ScalarType.Bool));
        var shape = Broadcast.Shape(Broadcast.Shape(x.Shape, y.Shape), test.Shape);
        var result = Tensor.Allocate(shape, type);
        if (Types.Size(type) == 4)
            Pick<float>(test, x, y, result);
        else if (Types.Size(type) == 8)
            Pick<long>(test, x, y, result);
        else
            Pick<byte>(test, x, y, result);
        return Graph.Record(result, [x, y], node =>
        {
            var (mask, left, right) = (node.Save(test), x.Shape, y.Shape);
            return gradient =>
            [
                node.Needs(0) ? Arithmetic.Shrink(Where(mask.Value, gradient, zeros([], gradient.dtype)), left) : null,
                node.Needs(1) ? Arithmetic.Shrink(Where(mask.Value, zeros([], gradient.dtype), gradient), right) : null,
            ];
        });
    }

    /// <summary>Zeroes what lies on one side of a diagonal of the last two dimensions.</summary>
    public static Tensor Triangle(Tensor x, long diagonal, bool upper)
    {
        var (rows, columns) = (x.Shape[^2], x.Shape[^1]);
        var mask = Tensor.Allocate([rows, columns], ScalarType.Bool);
        var values = mask.Pointer<byte>();
        for (var i = 0L; i < rows; i++)
        {
            for (var j = 0L; j < columns; j++)
                values[i * columns + j] = (upper ? j - i >= diagonal : j - i <= diagonal) ? (byte)1 : (byte)0;
        }

        return Where(mask, x, zeros([], x.dtype));
    }

    /// <summary>The smaller or greater of two; a gradient is shared equally by equals.</summary>
    public static Tensor Extreme(Tensor a, Tensor b, bool greater)
    {
        using (new GradMode(enabled: false))
        {
            if (!a.requires_grad && !b.requires_grad)
                return Where(greater ? Comparison.GreaterOrEqual(a, b) : Comparison.LessOrEqual(a, b), a, b);
        }

        var first = greater ? Comparison.Greater(a, b) : Comparison.Less(a, b);
        var equal = Comparison.Equal(a, b);
        return Where(first, a, Where(equal, a.add(b).mul(0.5), b));
    }

    private static void Pick<T>(Tensor test, Tensor yes, Tensor no, Tensor result)
        where T : unmanaged
    {
        var (c, x, y, r) = ((nint)test.Pointer<byte>(), (nint)yes.Pointer<T>(), (nint)no.Pointer<T>(), (nint)result.Pointer<T>());
        var plan = new RowPlan(
            result.Shape,
            Broadcast.Strides(test.Shape, test.Strides, result.Shape),
            Broadcast.Strides(yes.Shape, yes.Strides, result.Shape),
            Broadcast.Strides(no.Shape, no.Strides, result.Shape),
            result.Strides);
        var (cStep, xStep, yStep) = (plan.InnerStride(0), plan.InnerStride(1), plan.InnerStride(2));
        plan.Run((offsets, length) =>
        {
            var cRow = (byte*)c + offsets[0];
            var xRow = (T*)x + offsets[1];
            var yRow = (T*)y + offsets[2];
            var rRow = (T*)r + offsets[3];
            for (var i = 0; i < length; i++)
                rRow[i] = cRow[i * cStep] != 0 ? xRow[i * xStep] : yRow[i * yStep];
        });
    }
}
