using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Kernels;

/// <summary>Copies a panel so that the micro-kernel reads it straight through: for each depth, the numbers of all its lines.</summary>
internal static unsafe class Packing
{
    /// <param name="from">Lines down, depth across.</param>
    /// <param name="lines">Lines there are; the others up to <paramref name="width"/> become zero.</param>
    public static void Pack(Matrix from, long lines, int width, long depth, float* to)
    {
        if (from.RowStep == 1)
            Dense(from, lines, width, depth, to);
        else if (from.ColumnStep == 1 && width % 8 == 0 && lines == width)
            Transposed(from, width, depth, to);
        else
            Plain(from, lines, width, depth, to);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dense(Matrix from, long lines, int width, long depth, float* to)
    {
        for (var p = 0L; p < depth; p++)
        {
            new ReadOnlySpan<float>(from.At(0, p), (int)lines).CopyTo(new Span<float>(to, width));
            if (lines < width)
                new Span<float>(to + lines, (int)(width - lines)).Clear();
            to += width;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Plain(Matrix from, long lines, int width, long depth, float* to)
    {
        for (var i = 0; i < width; i++)
        {
            if (i < lines)
            {
                var source = from.At(i, 0);
                for (var p = 0L; p < depth; p++)
                    to[p * width + i] = source[p * from.ColumnStep];
            }
            else
            {
                for (var p = 0L; p < depth; p++)
                    to[p * width + i] = 0;
            }
        }
    }

    /// <summary>Eight lines by eight numbers at a time, turned in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transposed(Matrix from, int width, long depth, float* to)
    {
        var whole = depth / 8 * 8;
        for (var i = 0; i < width; i += 8)
        {
            for (var p = 0L; p < whole; p += 8)
                Turn(from.At(i, p), from.RowStep, to + p * width + i, width);
            for (var p = whole; p < depth; p++)
            {
                for (var l = 0; l < 8; l++)
                    to[p * width + i + l] = *from.At(i + l, p);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(float* from, long step, float* to, int width)
    {
        for (var half = 0; half < 8; half += 4)
        {
            for (var block = 0; block < 8; block += 4)
                Turn4(from + block * step + half, step, to + half * width + block, width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn4(float* from, long step, float* to, int width)
    {
        var a = Vector128.Load(from);
        var b = Vector128.Load(from + step);
        var c = Vector128.Load(from + 2 * step);
        var d = Vector128.Load(from + 3 * step);
        var ab = Low(a, b);
        var cd = Low(c, d);
        var abHigh = High(a, b);
        var cdHigh = High(c, d);
        Vector128.Create(ab.GetLower(), cd.GetLower()).Store(to);
        Vector128.Create(ab.GetUpper(), cd.GetUpper()).Store(to + width);
        Vector128.Create(abHigh.GetLower(), cdHigh.GetLower()).Store(to + 2 * width);
        Vector128.Create(abHigh.GetUpper(), cdHigh.GetUpper()).Store(to + 3 * width);
    }

    /// <summary>a0 b0 a1 b1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b) =>
        System.Runtime.Intrinsics.X86.Sse.IsSupported ? System.Runtime.Intrinsics.X86.Sse.UnpackLow(a, b) : Vector128.Create(a[0], b[0], a[1], b[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> a, Vector128<float> b) =>
        System.Runtime.Intrinsics.X86.Sse.IsSupported ? System.Runtime.Intrinsics.X86.Sse.UnpackHigh(a, b) : Vector128.Create(a[2], b[2], a[3], b[3]);
}
