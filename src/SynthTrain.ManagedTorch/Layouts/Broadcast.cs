namespace TorchSharp.Layouts;

/// <summary>NumPy's broadcasting rule: dimensions are matched from the last one; 1 stretches.</summary>
internal static class Broadcast
{
    public static long[] Shape(ReadOnlySpan<long> left, ReadOnlySpan<long> right)
    {
        var shape = new long[Math.Max(left.Length, right.Length)];
        for (var i = 1; i <= shape.Length; i++)
        {
            var a = i <= left.Length ? left[^i] : 1;
            var b = i <= right.Length ? right[^i] : 1;
            if (a != b && a != 1 && b != 1)
                throw new ArgumentException($"shapes {Layout.Text(left)} and {Layout.Text(right)} do not match: sizes {a} and {b}, counted from the last dimension the {i}., must be equal or 1");
            shape[^i] = a == 1 ? b : a;
        }

        return shape;
    }

    /// <summary>Strides that repeat a tensor over a greater shape: 0 where it stretches.</summary>
    public static long[] Strides(ReadOnlySpan<long> shape, ReadOnlySpan<long> strides, ReadOnlySpan<long> target)
    {
        if (shape.Length > target.Length)
            throw new ArgumentException($"shape {Layout.Text(shape)} cannot be expanded to the lower rank of {Layout.Text(target)}");
        var result = new long[target.Length];
        for (var i = 1; i <= shape.Length; i++)
        {
            if (shape[^i] != target[^i] && shape[^i] != 1)
                throw new ArgumentException($"shape {Layout.Text(shape)} cannot be expanded to {Layout.Text(target)}: only sizes of 1 stretch");
            result[^i] = shape[^i] == target[^i] ? strides[^i] : 0;
        }

        return result;
    }
}
