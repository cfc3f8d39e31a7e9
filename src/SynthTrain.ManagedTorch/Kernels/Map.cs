using TorchSharp.Layouts;
using static TorchSharp.torch;

namespace TorchSharp.Kernels;

internal delegate void UnaryKernel<TIn, TOut>(ReadOnlySpan<TIn> input, Span<TOut> result);

internal delegate void BinaryKernel<TIn, TOut>(ReadOnlySpan<TIn> left, ReadOnlySpan<TIn> right, Span<TOut> result);

/// <summary>Applies a span kernel to every element of tensors of any strides. Rows whose elements lie apart go through a small copy.</summary>
internal static unsafe class Map
{
    private const int Piece = 512;

    /// <summary>A new dense tensor of the kernel's results.</summary>
    public static Tensor Unary<TIn, TOut>(Tensor input, ScalarType type, UnaryKernel<TIn, TOut> kernel)
        where TIn : unmanaged
        where TOut : unmanaged
    {
        var result = Tensor.Allocate(input.Shape, type);
        UnaryInto(input, result, kernel);
        return result;
    }

    public static void UnaryInto<TIn, TOut>(Tensor input, Tensor result, UnaryKernel<TIn, TOut> kernel)
        where TIn : unmanaged
        where TOut : unmanaged
    {
        var (a, r) = ((nint)input.Pointer<TIn>(), (nint)result.Pointer<TOut>());
        var plan = new RowPlan(result.Shape, Broadcast.Strides(input.Shape, input.Strides, result.Shape), result.Strides);
        var (aStep, rStep) = (plan.InnerStride(0), plan.InnerStride(1));
        plan.Run((offsets, length) =>
        {
            TIn* aRow = (TIn*)a + offsets[0];
            TOut* rRow = (TOut*)r + offsets[1];
            if (aStep == 1 && rStep == 1)
            {
                kernel(new ReadOnlySpan<TIn>(aRow, length), new Span<TOut>(rRow, length));
                return;
            }

            TIn* aCopy = stackalloc TIn[Piece];
            TOut* rCopy = stackalloc TOut[Piece];
            for (var start = 0; start < length; start += Piece)
            {
                var count = Math.Min(Piece, length - start);
                var target = rStep == 1 ? rRow + start : rCopy;
                kernel(Gather(aRow + start * aStep, aStep, aCopy, count), new Span<TOut>(target, count));
                Scatter(rCopy, rRow + start * rStep, rStep, count);
            }
        });
    }

    /// <summary>A new dense tensor of the broadcast shape.</summary>
    public static Tensor Binary<TIn, TOut>(Tensor left, Tensor right, ScalarType type, BinaryKernel<TIn, TOut> kernel)
        where TIn : unmanaged
        where TOut : unmanaged
    {
        var result = Tensor.Allocate(Broadcast.Shape(left.Shape, right.Shape), type);
        BinaryInto(left, right, result, kernel);
        return result;
    }

    public static void BinaryInto<TIn, TOut>(Tensor left, Tensor right, Tensor result, BinaryKernel<TIn, TOut> kernel)
        where TIn : unmanaged
        where TOut : unmanaged
    {
        var (a, b, r) = ((nint)left.Pointer<TIn>(), (nint)right.Pointer<TIn>(), (nint)result.Pointer<TOut>());
        var plan = new RowPlan(result.Shape, Broadcast.Strides(left.Shape, left.Strides, result.Shape), Broadcast.Strides(right.Shape, right.Strides, result.Shape), result.Strides);
        var (aStep, bStep, rStep) = (plan.InnerStride(0), plan.InnerStride(1), plan.InnerStride(2));
        plan.Run((offsets, length) =>
        {
            TIn* aRow = (TIn*)a + offsets[0];
            TIn* bRow = (TIn*)b + offsets[1];
            TOut* rRow = (TOut*)r + offsets[2];
            if (aStep == 1 && bStep == 1 && rStep == 1)
            {
                kernel(new ReadOnlySpan<TIn>(aRow, length), new ReadOnlySpan<TIn>(bRow, length), new Span<TOut>(rRow, length));
                return;
            }

            TIn* aCopy = stackalloc TIn[Piece];
            TIn* bCopy = stackalloc TIn[Piece];
            TOut* rCopy = stackalloc TOut[Piece];
            for (var start = 0; start < length; start += Piece)
            {
                var count = Math.Min(Piece, length - start);
                var target = rStep == 1 ? rRow + start : rCopy;
                kernel(Gather(aRow + start * aStep, aStep, aCopy, count), Gather(bRow + start * bStep, bStep, bCopy, count), new Span<TOut>(target, count));
                Scatter(rCopy, rRow + start * rStep, rStep, count);
            }
        });
    }

    private static ReadOnlySpan<T> Gather<T>(T* from, long step, T* copy, int count)
        where T : unmanaged
    {
        if (step == 1)
            return new ReadOnlySpan<T>(from, count);
        if (step == 0)
            new Span<T>(copy, count).Fill(*from);
        else
        {
            for (var i = 0; i < count; i++)
                copy[i] = from[i * step];
        }

        return new ReadOnlySpan<T>(copy, count);
    }

    private static void Scatter<T>(T* copy, T* to, long step, int count)
        where T : unmanaged
    {
        if (step == 1)
            return;
        for (var i = 0; i < count; i++)
            to[i * step] = copy[i];
    }
}
