namespace TorchSharp.Layouts;

/// <summary>Arithmetic of shapes and strides, counted in elements.</summary>
internal static class Layout
{
    public static long Count(ReadOnlySpan<long> shape)
    {
        var count = 1L;
        foreach (var size in shape)
            count = size >= 0 && Math.BigMul(count, size, out var low) == 0 && low >= 0 ? low : throw new InsufficientMemoryException($"a tensor of shape {Text(shape)} has more elements than memory can hold");
        return count;
    }

    /// <summary>Strides of a dense row-major tensor.</summary>
    public static long[] Dense(ReadOnlySpan<long> shape)
    {
        var strides = new long[shape.Length];
        var step = 1L;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = step;
            step *= Math.Max(shape[i], 1);
        }

        return strides;
    }

    public static bool IsDense(ReadOnlySpan<long> shape, ReadOnlySpan<long> strides)
    {
        var step = 1L;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            if (shape[i] != 1 && strides[i] != step)
                return Count(shape) == 0;
            step *= shape[i];
        }

        return true;
    }

    /// <summary>A dimension counted from the front.</summary>
    public static int Dimension(long dim, int rank)
    {
        var least = Math.Max(rank, 1);
        return dim >= -least && dim < least
            ? (int)(dim < 0 ? dim + least : dim)
            : throw new ArgumentOutOfRangeException(nameof(dim), $"dimension {dim} is out of range: a tensor of rank {rank} takes {-least} to {least - 1}");
    }

    public static string Text(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";

    /// <summary>The shape with one -1 worked out.</summary>
    public static long[] Infer(ReadOnlySpan<long> wanted, long count)
    {
        var shape = wanted.ToArray();
        var open = Array.IndexOf(shape, -1);
        if (open >= 0)
        {
            var rest = 1L;
            for (var i = 0; i < shape.Length; i++)
                rest *= i == open ? 1 : shape[i];
            shape[open] = rest == 0 ? 0 : count / rest;
        }

        return Count(shape) == count ? shape : throw new ArgumentException($"shape {Text(wanted)} does not fit {count} elements");
    }

    /// <summary>Strides of a view of another shape over the same memory, or <see langword="null"/> where only a copy can have it.</summary>
    public static long[]? ViewStrides(ReadOnlySpan<long> shape, ReadOnlySpan<long> strides, ReadOnlySpan<long> wanted)
    {
        if (IsDense(shape, strides))
            return Dense(wanted);
        var source = Enumerable.Range(0, shape.Length).Zip(shape.ToArray(), strides.ToArray()).Where(d => d.Second != 1).ToArray();
        var result = new long[wanted.Length];
        var at = wanted.Length - 1;
        for (var i = source.Length - 1; i >= 0;)
        {
            // A block of source dimensions that lie behind each other without a gap.
            var (_, size, step) = source[i--];
            while (i >= 0 && source[i].Third == step * size)
                size *= source[i--].Second;
            var taken = 1L;
            for (; at >= 0 && taken < size; at--)
            {
                result[at] = step * taken;
                taken *= wanted[at];
            }

            if (taken != size)
                return null;
        }

        // What is left has size 1; any stride does.
        return result;
    }
}
