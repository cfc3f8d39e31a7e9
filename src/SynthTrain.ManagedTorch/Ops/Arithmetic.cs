using System.Numerics;
using TorchSharp.Autograd;
using TorchSharp.Kernels;
using TorchSharp.Layouts;
using static TorchSharp.torch;

namespace TorchSharp.Ops;

/// <summary>Sum, difference, product and quotient with broadcasting and promotion.</summary>
internal static class Arithmetic
{
    public static Tensor Add(Tensor a, Tensor b)
    {
        if (Around(a, b, Types.Promote(a, b), Add) is { } done)
            return done;
        var result = a.dtype == ScalarType.Float32
            ? Map.Binary<float, float>(a, b, a.dtype, static (x, y, r) => TensorPrimitives.Add(x, y, r))
            : Map.Binary<long, long>(a, b, a.dtype, static (x, y, r) => TensorPrimitives.Add(x, y, r));
        return Graph.Record(result, [a, b], node =>
        {
            var (x, y) = (a.Shape, b.Shape);
            return gradient => [node.Needs(0) ? Shrink(gradient, x) : null, node.Needs(1) ? Shrink(gradient, y) : null];
        });
    }

    public static Tensor Subtract(Tensor a, Tensor b)
    {
        if (Around(a, b, Types.Promote(a, b), Subtract) is { } done)
            return done;
        var result = a.dtype == ScalarType.Float32
            ? Map.Binary<float, float>(a, b, a.dtype, static (x, y, r) => TensorPrimitives.Subtract(x, y, r))
            : Map.Binary<long, long>(a, b, a.dtype, static (x, y, r) => TensorPrimitives.Subtract(x, y, r));
        return Graph.Record(result, [a, b], node =>
        {
            var (x, y) = (a.Shape, b.Shape);
            return gradient => [node.Needs(0) ? Shrink(gradient, x) : null, node.Needs(1) ? Shrink(gradient.neg(), y) : null];
        });
    }

    public static Tensor Multiply(Tensor a, Tensor b)
    {
        if (Around(a, b, Types.Promote(a, b), Multiply) is { } done)
            return done;
        var result = a.dtype == ScalarType.Float32
            ? Map.Binary<float, float>(a, b, a.dtype, static (x, y, r) => TensorPrimitives.Multiply(x, y, r))
            : Map.Binary<long, long>(a, b, a.dtype, static (x, y, r) => TensorPrimitives.Multiply(x, y, r));
        return Graph.Record(result, [a, b], node =>
        {
            var (x, y) = (a.Shape, b.Shape);
            var left = node.Needs(1) ? node.Save(a) : null;
            var right = node.Needs(0) ? node.Save(b) : null;
            return gradient => [right is null ? null : Shrink(gradient.mul(right.Value), x), left is null ? null : Shrink(gradient.mul(left.Value), y)];
        });
    }

    public static Tensor Divide(Tensor a, Tensor b)
    {
        var type = Types.Promote(a, b);
        if (Around(a, b, Types.IsFloating(type) ? type : ScalarType.Float32, Divide) is { } done)
            return done;
        var result = Map.Binary<float, float>(a, b, a.dtype, static (x, y, r) => TensorPrimitives.Divide(x, y, r));
        return Graph.Record(result, [a, b], node =>
        {
            var (x, y) = (a.Shape, b.Shape);
            var (right, quotient) = (node.Save(b), node.Needs(1) ? node.Save(result) : null);
            return gradient =>
            [
                node.Needs(0) ? Shrink(gradient.div(right.Value), x) : null,
                quotient is null ? null : Shrink(gradient.mul(quotient.Value).div(right.Value).neg(), y),
            ];
        });
    }

    public static Tensor Power(Tensor a, double exponent)
    {
        if (a.dtype != ScalarType.Float32)
            return Floating.Around(a, x => Power(x, exponent));
        var result = exponent switch
        {
            2 => Map.Unary<float, float>(a, a.dtype, static (x, r) => TensorPrimitives.Multiply(x, x, r)),
            _ => Map.Unary<float, float>(a, a.dtype, (x, r) => TensorPrimitives.Pow(x, (float)exponent, r)),
        };
        return Graph.Record(result, a, node =>
        {
            var input = node.Save(a);
            return gradient => exponent == 2 ? gradient.mul(input.Value).mul(2) : gradient.mul(Power(input.Value, exponent - 1)).mul(exponent);
        });
    }

    /// <summary>The gradient of a broadcast: the sum over what was repeated.</summary>
    public static Tensor Shrink(Tensor gradient, long[] shape)
    {
        if (gradient.Shape.AsSpan().SequenceEqual(shape))
            return gradient.alias();
        var lead = gradient.Shape.Length - shape.Length;
        var repeated = Enumerable.Range(0, gradient.Shape.Length).Where(d => d < lead || (shape[d - lead] == 1 && gradient.Shape[d] != 1)).Select(d => (long)d).ToArray();
        return Reductions.Sum(gradient, repeated, keepdim: true).view(shape);
    }

    /// <summary>Number with tensor: the number takes the tensor's type unless it is of a higher kind.</summary>
    public static Tensor WithNumber(Tensor tensor, Scalar number, Func<Tensor, Tensor, Tensor> operation, bool numberFirst = false)
    {
        var type = Types.Promote(tensor.dtype, number.Type);
        // The number keeps float32 beside a narrow tensor: only results are rounded.
        using var scalar = Tensor.Number(number, Types.IsNarrow(type) ? ScalarType.Float32 : type);
        return numberFirst ? operation(scalar, tensor) : operation(tensor, scalar);
    }

    /// <summary>Converts operands to the type that computes and the result back; <see langword="null"/> where nothing is to be converted.</summary>
    private static Tensor? Around(Tensor a, Tensor b, ScalarType type, Func<Tensor, Tensor, Tensor> operation)
    {
        if (type == ScalarType.Float64)
            throw new NotSupportedException("float64 holds data here but does not compute; convert it to float32");
        var computes = Types.IsFloating(type) ? ScalarType.Float32 : ScalarType.Int64;
        if (a.dtype == computes && b.dtype == computes)
            return null;
        var result = operation(a.to_type(computes), b.to_type(computes));
        return type is ScalarType.Bool or ScalarType.Int64 || !Types.IsFloating(type) && type == computes ? result : result.to_type(type);
    }
}
