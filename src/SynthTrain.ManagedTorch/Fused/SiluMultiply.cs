using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TorchSharp.Autograd;
using TorchSharp.Kernels;
using static TorchSharp.torch;

namespace TorchSharp.Fused;

/// <summary>The gate of a SwiGLU layer (Shazeer, "GLU variants improve Transformer", 2020); nothing but its two inputs is kept.</summary>
internal static unsafe class SiluMultiply
{
    private const int Piece = 2048;

    public static Tensor Apply(Tensor gate, Tensor up)
    {
        var (a, b) = (FusedOperations.Require(gate, "SiluMultiply").contiguous(), FusedOperations.Require(up, "SiluMultiply").contiguous());
        if (!a.Shape.AsSpan().SequenceEqual(b.Shape))
            throw new ArgumentException($"SiluMultiply takes tensors of one shape, not {Layouts.Layout.Text(a.Shape)} and {Layouts.Layout.Text(b.Shape)}");
        var result = Tensor.Allocate(a.Shape, ScalarType.Float32);
        var (x, y, r, count) = ((nint)a.Pointer<float>(), (nint)b.Pointer<float>(), (nint)result.Pointer<float>(), a.NumberOfElements);
        Threads.For((count + Piece - 1) / Piece, piece =>
        {
            var (start, length) = (piece * Piece, Math.Min(Piece, count - piece * Piece));
            Forward((float*)x + start, (float*)y + start, (float*)r + start, length);
        }, count);
        return Graph.Record(result, [a, b], node =>
        {
            var (sa, sb) = (node.Save(a), node.Save(b));
            return gradient => Backward(sa.Value, sb.Value, gradient.contiguous());
        });
    }

    private static Tensor?[] Backward(Tensor gate, Tensor up, Tensor gradient)
    {
        var (dGate, dUp) = (Tensor.Allocate(gate.Shape, ScalarType.Float32), Tensor.Allocate(gate.Shape, ScalarType.Float32));
        var (x, y, g, dx, dy, count) = ((nint)gate.Pointer<float>(), (nint)up.Pointer<float>(), (nint)gradient.Pointer<float>(), (nint)dGate.Pointer<float>(), (nint)dUp.Pointer<float>(), gate.NumberOfElements);
        Threads.For((count + Piece - 1) / Piece, piece =>
        {
            var (start, length) = (piece * Piece, Math.Min(Piece, count - piece * Piece));
            Slopes(new Operands((float*)x + start, (float*)y + start, (float*)g + start), (float*)dx + start, (float*)dy + start, length);
        }, count);
        return [dGate, dUp];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Forward(float* x, float* y, float* r, long count)
    {
        var i = 0L;
        for (; i <= count - Vector256<float>.Count; i += Vector256<float>.Count)
            Product(Vector256.Load(x + i), Vector256.Load(y + i)).Store(r + i);
        for (; i < count; i++)
            r[i] = Product(Vector256.Create(x[i]), Vector256.Create(y[i]))[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Product(Vector256<float> x, Vector256<float> y) => x * Exponential.Sigmoid(x) * y;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Slopes(Operands from, float* dx, float* dy, long count)
    {
        var i = 0L;
        for (; i <= count - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var (a, b) = Slope(Vector256.Load(from.X + i), Vector256.Load(from.Y + i), Vector256.Load(from.Gradient + i));
            a.Store(dx + i);
            b.Store(dy + i);
        }

        for (; i < count; i++)
        {
            var (a, b) = Slope(Vector256.Create(from.X[i]), Vector256.Create(from.Y[i]), Vector256.Create(from.Gradient[i]));
            (dx[i], dy[i]) = (a[0], b[0]);
        }
    }

    /// <summary>With s = sigmoid(x): up's is g·x·s; the gate's g·up·(s + x·s·(1 − s)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Gate, Vector256<float> Up) Slope(Vector256<float> x, Vector256<float> y, Vector256<float> g)
    {
        var s = Exponential.Sigmoid(x);
        var up = x * s;
        return (g * y * (s + up * (Vector256<float>.One - s)), g * up);
    }

    private readonly struct Operands(float* x, float* y, float* gradient)
    {
        public readonly float* X = x;
        public readonly float* Y = y;
        public readonly float* Gradient = gradient;
    }
}
