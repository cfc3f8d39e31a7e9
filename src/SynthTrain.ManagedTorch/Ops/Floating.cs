using TorchSharp.Autograd;
using TorchSharp.Kernels;
using TorchSharp.Layouts;
using static TorchSharp.torch;

namespace TorchSharp.Ops;

/// <summary>Functions of one float32 number, with their derivatives.</summary>
internal static class Floating
{
    /// <summary>Widens narrow types to float32 for the operation and rounds the result; integers become float32.</summary>
    public static Tensor Around(Tensor input, Func<Tensor, Tensor> operation)
    {
        if (input.dtype == ScalarType.Float64)
            throw new NotSupportedException("float64 holds data here but does not compute; convert it to float32");
        var result = operation(input.to_type(ScalarType.Float32));
        return Types.IsNarrow(input.dtype) ? result.to_type(input.dtype) : result;
    }

    public static Tensor Negate(Tensor x)
    {
        if (x.dtype == ScalarType.Int64)
            return Map.Unary<long, long>(x, x.dtype, static (a, r) => TensorPrimitives.Negate(a, r));
        return x.dtype != ScalarType.Float32
            ? Around(x, Negate)
            : Graph.Record(Apply(x, static (a, r) => TensorPrimitives.Negate(a, r)), x, node => gradient => Negate(gradient));
    }

    public static Tensor Absolute(Tensor x) => x.dtype != ScalarType.Float32 ? Around(x, Absolute) : OfInput(x, static (a, r) => TensorPrimitives.Abs(a, r), static (g, a, r) =>
    {
        for (var i = 0; i < r.Length; i++)
            r[i] = g[i] * (a[i] == 0 ? 0 : MathF.CopySign(1, a[i]));
    });

    public static Tensor Exp(Tensor x) => x.dtype != ScalarType.Float32 ? Around(x, Exp) : OfResult(x, static (a, r) => TensorPrimitives.Exp(a, r), static (g, y, r) => TensorPrimitives.Multiply(g, y, r));

    public static Tensor Log(Tensor x) => x.dtype != ScalarType.Float32 ? Around(x, Log) : OfInput(x, static (a, r) => TensorPrimitives.Log(a, r), static (g, a, r) => TensorPrimitives.Divide(g, a, r));

    public static Tensor Sine(Tensor x) => x.dtype != ScalarType.Float32 ? Around(x, Sine) : OfInput(x, Each(MathF.Sin), static (g, a, r) =>
    {
        for (var i = 0; i < r.Length; i++)
            r[i] = g[i] * MathF.Cos(a[i]);
    });

    public static Tensor Cosine(Tensor x) => x.dtype != ScalarType.Float32 ? Around(x, Cosine) : OfInput(x, Each(MathF.Cos), static (g, a, r) =>
    {
        for (var i = 0; i < r.Length; i++)
            r[i] = -g[i] * MathF.Sin(a[i]);
    });

    public static Tensor SquareRoot(Tensor x) => x.dtype != ScalarType.Float32 ? Around(x, SquareRoot) : OfResult(x, static (a, r) => TensorPrimitives.Sqrt(a, r), static (g, y, r) =>
    {
        TensorPrimitives.Divide(g, y, r);
        TensorPrimitives.Multiply(r, 0.5f, r);
    });

    public static Tensor InverseSquareRoot(Tensor x) => x.dtype != ScalarType.Float32 ? Around(x, InverseSquareRoot) : OfResult(x, static (a, r) =>
    {
        TensorPrimitives.Sqrt(a, r);
        TensorPrimitives.Divide(1f, r, r);
    }, static (g, y, r) =>
    {
        TensorPrimitives.Multiply(y, y, r);
        TensorPrimitives.Multiply(r, y, r);
        TensorPrimitives.Multiply(r, g, r);
        TensorPrimitives.Multiply(r, -0.5f, r);
    });

    public static Tensor Tanh(Tensor x) => x.dtype != ScalarType.Float32 ? Around(x, Tanh) : OfResult(x, static (a, r) => TensorPrimitives.Tanh(a, r), static (g, y, r) =>
    {
        for (var i = 0; i < r.Length; i++)
            r[i] = g[i] * (1 - y[i] * y[i]);
    });

    public static Tensor Relu(Tensor x) => x.dtype != ScalarType.Float32 ? Around(x, Relu) : OfResult(x, static (a, r) => TensorPrimitives.Max(a, 0f, r), static (g, y, r) =>
    {
        for (var i = 0; i < r.Length; i++)
            r[i] = y[i] > 0 ? g[i] : 0;
    });

    public static Tensor Sigmoid(Tensor x) => x.dtype != ScalarType.Float32 ? Around(x, Sigmoid) : OfResult(x, static (a, r) => TensorPrimitives.Sigmoid(a, r), static (g, y, r) =>
    {
        for (var i = 0; i < r.Length; i++)
            r[i] = g[i] * y[i] * (1 - y[i]);
    });

    /// <summary>x · sigmoid(x); the derivative is computed again from x.</summary>
    public static Tensor Silu(Tensor x) => x.dtype != ScalarType.Float32 ? Around(x, Silu) : OfInput(x, static (a, r) =>
    {
        TensorPrimitives.Sigmoid(a, r);
        TensorPrimitives.Multiply(r, a, r);
    }, static (g, a, r) =>
    {
        TensorPrimitives.Sigmoid(a, r);
        for (var i = 0; i < r.Length; i++)
            r[i] = g[i] * r[i] * (1 + a[i] * (1 - r[i]));
    });

    /// <summary>log(sigmoid(x)) = min(x, 0) − log(1 + e^−|x|), which neither overflows nor cancels.</summary>
    public static Tensor LogSigmoid(Tensor x) => x.dtype != ScalarType.Float32 ? Around(x, LogSigmoid) : OfInput(x, static (a, r) =>
    {
        for (var i = 0; i < r.Length; i++)
            r[i] = MathF.Min(a[i], 0) - (float)double.LogP1(Math.Exp(-Math.Abs((double)a[i])));
    }, static (g, a, r) =>
    {
        for (var i = 0; i < r.Length; i++)
            r[i] = (float)(g[i] / (1 + Math.Exp(a[i])));
    });

    private static Tensor Apply(Tensor x, UnaryKernel<float, float> forward) => Map.Unary(x, ScalarType.Float32, forward);

    private static UnaryKernel<float, float> Each(Func<float, float> function) => (a, r) =>
    {
        for (var i = 0; i < r.Length; i++)
            r[i] = function(a[i]);
    };

    private static Tensor OfInput(Tensor x, UnaryKernel<float, float> forward, BinaryKernel<float, float> backward) =>
        Graph.Record(Apply(x, forward), x, node =>
        {
            var input = node.Save(x);
            return gradient => Map.Binary(gradient, input.Value, ScalarType.Float32, backward);
        });

    private static Tensor OfResult(Tensor x, UnaryKernel<float, float> forward, BinaryKernel<float, float> backward)
    {
        var result = Apply(x, forward);
        return Graph.Record(result, x, node =>
        {
            var output = node.Save(result);
            return gradient => Map.Binary(gradient, output.Value, ScalarType.Float32, backward);
        });
    }
}
