using static TorchSharp.torch;

namespace TorchSharp.Layouts;

/// <summary>Sizes, kinds and promotion of element types.</summary>
internal static class Types
{
    public static int Size(ScalarType type) => type switch
    {
        ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => 1,
        ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
        ScalarType.Int32 or ScalarType.Float32 => 4,
        ScalarType.Int64 or ScalarType.Float64 => 8,
        _ => throw new NotSupportedException($"element type {type} is not supported"),
    };

    public static bool IsFloating(ScalarType type) => type is ScalarType.Float32 or ScalarType.Float64 or ScalarType.Float16 or ScalarType.BFloat16;

    /// <summary>Stored in 16 bits; arithmetic widens it and rounds the result.</summary>
    public static bool IsNarrow(ScalarType type) => type is ScalarType.Float16 or ScalarType.BFloat16;

    /// <summary>The type of a result: a tensor of rank 0 counts only where it is of a higher kind (bool, integer, floating).</summary>
    public static ScalarType Promote(Tensor left, Tensor right)
    {
        var (a, b) = (left.dtype, right.dtype);
        if (a == b)
            return a;
        if (Kind(a) != Kind(b))
            return Kind(a) > Kind(b) ? a : b;
        if ((left.shape.Length == 0) != (right.shape.Length == 0))
            return left.shape.Length == 0 ? b : a;
        if (IsNarrow(a) && IsNarrow(b))
            return ScalarType.Float32;
        return Size(a) >= Size(b) ? a : b;
    }

    /// <summary>The type of a tensor with a number: only a number of a higher kind changes it.</summary>
    public static ScalarType Promote(ScalarType tensor, ScalarType number) =>
        Kind(number) > Kind(tensor) ? IsFloating(number) ? ScalarType.Float32 : ScalarType.Int64 : tensor;

    public static ScalarType Of<T>()
    {
        if (typeof(T) == typeof(float))
            return ScalarType.Float32;
        if (typeof(T) == typeof(long))
            return ScalarType.Int64;
        if (typeof(T) == typeof(bool))
            return ScalarType.Bool;
        if (typeof(T) == typeof(int))
            return ScalarType.Int32;
        if (typeof(T) == typeof(double))
            return ScalarType.Float64;
        if (typeof(T) == typeof(Half))
            return ScalarType.Float16;
        if (typeof(T) == typeof(byte))
            return ScalarType.Byte;
        if (typeof(T) == typeof(short))
            return ScalarType.Int16;
        return typeof(T) == typeof(sbyte) ? ScalarType.Int8 : throw new NotSupportedException($"elements of type {typeof(T)} are not supported");
    }

    private static int Kind(ScalarType type) => IsFloating(type) ? 2 : type == ScalarType.Bool ? 0 : 1;
}
