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
            var (start, length) = (piece * Piece, (int)Math.Min(Piece, count - piece * Piece));
            var from = new ReadOnlySpan<float>((float*)x + start, length);
            var to = new Span<float>((float*)r + start, length);
            TensorPrimitives.Sigmoid(from, to);
            TensorPrimitives.Multiply(to, from, to);
            TensorPrimitives.Multiply(to, new ReadOnlySpan<float>((float*)y + start, length), to);
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
            var (start, length) = (piece * Piece, (int)Math.Min(Piece, count - piece * Piece));
            ReadOnlySpan<float> At(nint data) => new((float*)data + start, length);
            Span<float> s = stackalloc float[Piece];
            s = s[..length];
            var toX = new Span<float>((float*)dx + start, length);
            var toY = new Span<float>((float*)dy + start, length);
            // s = sigmoid(x); up's is g·x·s; the gate's g·up·s·(1 + x·(1 − s)) = g·up·(s + x·s·(1 − s)).
            TensorPrimitives.Sigmoid(At(x), s);
            TensorPrimitives.Multiply(At(x), s, toY);
            TensorPrimitives.Subtract(1f, s, toX);
            TensorPrimitives.MultiplyAdd(toX, toY, s, toX);
            TensorPrimitives.Multiply(toX, At(y), toX);
            TensorPrimitives.Multiply(toX, At(g), toX);
            TensorPrimitives.Multiply(toY, At(g), toY);
        }, count);
        return [dGate, dUp];
    }
}
