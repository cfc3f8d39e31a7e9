using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TorchSharp.Kernels;

/// <summary>Copies a panel so that the micro-kernel reads it straight through: for each depth, the numbers of all its lines.</summary>
internal static unsafe class Packing
{
    private const int PanelsTogether = 8;

    /// <param name="from">Lines down, depth across.</param>
    /// <param name="lines">Lines there are; the others up to <paramref name="width"/> become zero.</param>
    public static void Pack(Matrix from, long lines, int width, long depth, float* to)
    {
        if (from.RowStep == 1)
            Dense(from, lines, width, depth, to);
        else if (from.ColumnStep == 1 && width % 2 == 0 && lines == width)
            Transposed(from, width, depth, to);
        else
            Plain(from, lines, width, depth, to);
    }

    /// <summary>Panels of some lines each. Where lines lie side by side, several panels are filled at once: a panel alone would take a few numbers from each cache line, and have it fetched again for the next.</summary>
    /// <param name="step">Numbers from one panel to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackRows(Matrix from, long lines, int width, long depth, float* to, long step)
    {
        var i = 0L;
        if (from.RowStep == 1 && width == 6 && Vector128.IsHardwareAccelerated)
        {
            for (; i + width * PanelsTogether <= lines; i += width * PanelsTogether)
                SideBySide(from.From(i, 0), depth, to + i / width * step, step);
        }

        for (; i < lines; i += width)
            Pack(from.From(i, 0), Math.Min(width, lines - i), width, depth, to + i / width * step);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SideBySide(Matrix from, long depth, float* to, long step)
    {
        for (var p = 0L; p < depth; p++)
        {
            var source = from.At(0, p);
            var target = to + p * 6;
            for (var panel = 0; panel < PanelsTogether; panel++)
            {
                Vector128.Load(source).Store(target);
                *(long*)(target + 4) = *(long*)(source + 4);
                source += 6;
                target += step;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dense(Matrix from, long lines, int width, long depth, float* to)
    {
        if (lines == 16 && width == 16 && Vector256.IsHardwareAccelerated)
        {
            Dense16(from, depth, to);
            return;
        }

        for (var p = 0L; p < depth; p++)
        {
            new ReadOnlySpan<float>(from.At(0, p), (int)lines).CopyTo(new Span<float>(to, width));
            if (lines < width)
                new Span<float>(to + lines, (int)(width - lines)).Clear();
            to += width;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dense16(Matrix from, long depth, float* to)
    {
        var source = (float*)from.Data;
        var step = from.ColumnStep;
        for (var p = 0L; p < depth; p++)
        {
            var (low, high) = (Vector256.Load(source), Vector256.Load(source + 8));
            low.Store(to);
            high.Store(to + 8);
            source += step;
            to += 16;
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

    /// <summary>Four lines by four numbers at a time, turned in registers; the last two lines of six by twos.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transposed(Matrix from, int width, long depth, float* to)
    {
        var (whole, step) = (depth / 4 * 4, from.RowStep);
        var i = 0;
        for (; i + 4 <= width; i += 4)
        {
            var line = from.At(i, 0);
            for (var p = 0L; p < whole; p += 4)
                Turn4(line + p, step, to + p * width + i, width);
        }

        for (; i < width; i += 2)
        {
            var line = from.At(i, 0);
            for (var p = 0L; p < whole; p += 4)
                Turn2(line + p, step, to + p * width + i, width);
        }

        for (var p = whole; p < depth; p++)
        {
            for (i = 0; i < width; i++)
                to[p * width + i] = *from.At(i, p);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn4(float* from, long step, float* to, int width)
    {
        var (a, b, c, d) = (Vector128.Load(from), Vector128.Load(from + step), Vector128.Load(from + 2 * step), Vector128.Load(from + 3 * step));
        var (ab, cd, abHigh, cdHigh) = (Low(a, b), Low(c, d), High(a, b), High(c, d));
        Lower(ab, cd).Store(to);
        Upper(ab, cd).Store(to + width);
        Lower(abHigh, cdHigh).Store(to + 2 * width);
        Upper(abHigh, cdHigh).Store(to + 3 * width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn2(float* from, long step, float* to, int width)
    {
        var (a, b) = (Vector128.Load(from), Vector128.Load(from + step));
        var (low, high) = (Low(a, b).AsDouble(), High(a, b).AsDouble());
        *(double*)to = low[0];
        *(double*)(to + width) = low[1];
        *(double*)(to + 2 * width) = high[0];
        *(double*)(to + 3 * width) = high[1];
    }

    /// <summary>a0 b0 a1 b1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b) => Sse.IsSupported ? Sse.UnpackLow(a, b) : Vector128.Create(a[0], b[0], a[1], b[1]);

    /// <summary>a2 b2 a3 b3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> a, Vector128<float> b) => Sse.IsSupported ? Sse.UnpackHigh(a, b) : Vector128.Create(a[2], b[2], a[3], b[3]);

    /// <summary>a0 a1 b0 b1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Lower(Vector128<float> a, Vector128<float> b) => Sse.IsSupported ? Sse.MoveLowToHigh(a, b) : Vector128.Create(a.GetLower(), b.GetLower());

    /// <summary>a2 a3 b2 b3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Upper(Vector128<float> a, Vector128<float> b) => Sse.IsSupported ? Sse.MoveHighToLow(b, a) : Vector128.Create(a.GetUpper(), b.GetUpper());
}
