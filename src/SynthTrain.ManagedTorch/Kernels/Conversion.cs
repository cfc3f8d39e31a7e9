using System.Runtime.InteropServices;
using TorchSharp.Layouts;
using static TorchSharp.torch;

namespace TorchSharp.Kernels;

/// <summary>Elements of one type from those of another. BFloat16 is rounded to nearest, ties to even; its 16 bits are the upper half of a float32.</summary>
internal static class Conversion
{
    public static void Copy(Tensor source, Tensor target)
    {
        if (source.dtype == target.dtype)
            CopySame(source, target);
        else if (target.dtype is ScalarType.Float32)
            ToFloat(source, target);
        else if (source.dtype is ScalarType.Float32)
            FromFloat(source, target);
        else
            Through(source, target);
    }

    private static void CopySame(Tensor source, Tensor target)
    {
        switch (Types.Size(source.dtype))
        {
            case 1: Map.UnaryInto<byte, byte>(source, target, static (a, r) => a.CopyTo(r)); break;
            case 2: Map.UnaryInto<short, short>(source, target, static (a, r) => a.CopyTo(r)); break;
            case 4: Map.UnaryInto<float, float>(source, target, static (a, r) => a.CopyTo(r)); break;
            default: Map.UnaryInto<long, long>(source, target, static (a, r) => a.CopyTo(r)); break;
        }
    }

    private static void ToFloat(Tensor source, Tensor target)
    {
        switch (source.dtype)
        {
            case ScalarType.BFloat16: Map.UnaryInto<ushort, float>(source, target, Widen); break;
            case ScalarType.Float16: Map.UnaryInto<Half, float>(source, target, static (a, r) => TensorPrimitives.ConvertToSingle(a, r)); break;
            case ScalarType.Float64: Cast<double, float>(source, target); break;
            case ScalarType.Int64: Cast<long, float>(source, target); break;
            case ScalarType.Int32: Cast<int, float>(source, target); break;
            case ScalarType.Int16: Cast<short, float>(source, target); break;
            case ScalarType.Int8: Cast<sbyte, float>(source, target); break;
            default: Cast<byte, float>(source, target); break;
        }
    }

    private static void FromFloat(Tensor source, Tensor target)
    {
        switch (target.dtype)
        {
            case ScalarType.BFloat16: Map.UnaryInto<float, ushort>(source, target, Round); break;
            case ScalarType.Float16: Map.UnaryInto<float, Half>(source, target, static (a, r) => TensorPrimitives.ConvertToHalf(a, r)); break;
            case ScalarType.Float64: Cast<float, double>(source, target); break;
            case ScalarType.Int64: Cast<float, long>(source, target); break;
            case ScalarType.Int32: Cast<float, int>(source, target); break;
            case ScalarType.Int16: Cast<float, short>(source, target); break;
            case ScalarType.Int8: Cast<float, sbyte>(source, target); break;
            case ScalarType.Byte: Cast<float, byte>(source, target); break;
            default: Map.UnaryInto<float, byte>(source, target, static (a, r) => NonZero(a, r)); break;
        }
    }

    /// <summary>Integers among each other: through int64, exactly; floating types through float32, but float64 with integers directly.</summary>
    private static void Through(Tensor source, Tensor target)
    {
        if (source.dtype is ScalarType.Int64)
            FromLong(source, target);
        else if (target.dtype is ScalarType.Int64)
            ToLong(source, target);
        else
        {
            var type = Types.IsFloating(source.dtype) || Types.IsNarrow(target.dtype) ? ScalarType.Float32 : ScalarType.Int64;
            using var between = Tensor.Allocate(source.Shape, type);
            Copy(source, between);
            Copy(between, target);
        }
    }

    private static void FromLong(Tensor source, Tensor target)
    {
        switch (target.dtype)
        {
            case ScalarType.Float64: Cast<long, double>(source, target); break;
            case ScalarType.Int32: Cast<long, int>(source, target); break;
            case ScalarType.Int16: Cast<long, short>(source, target); break;
            case ScalarType.Int8: Cast<long, sbyte>(source, target); break;
            case ScalarType.Byte: Cast<long, byte>(source, target); break;
            case ScalarType.Bool: Map.UnaryInto<long, byte>(source, target, static (a, r) => NonZero(a, r)); break;
            default:
                using (var between = Tensor.Allocate(source.Shape, ScalarType.Float32))
                {
                    Copy(source, between);
                    Copy(between, target);
                }

                break;
        }
    }

    private static void ToLong(Tensor source, Tensor target)
    {
        switch (source.dtype)
        {
            case ScalarType.Float64: Cast<double, long>(source, target); break;
            case ScalarType.Int32: Cast<int, long>(source, target); break;
            case ScalarType.Int16: Cast<short, long>(source, target); break;
            case ScalarType.Int8: Cast<sbyte, long>(source, target); break;
            case ScalarType.Byte or ScalarType.Bool: Cast<byte, long>(source, target); break;
            default:
                using (var between = Tensor.Allocate(source.Shape, ScalarType.Float32))
                {
                    Copy(source, between);
                    Copy(between, target);
                }

                break;
        }
    }

    private static void Cast<TIn, TOut>(Tensor source, Tensor target)
        where TIn : unmanaged, System.Numerics.INumberBase<TIn>
        where TOut : unmanaged, System.Numerics.INumberBase<TOut> =>
        Map.UnaryInto<TIn, TOut>(source, target, static (a, r) => TensorPrimitives.ConvertTruncating(a, r));

    private static void NonZero<T>(ReadOnlySpan<T> values, Span<byte> result)
        where T : System.Numerics.INumberBase<T>
    {
        for (var i = 0; i < values.Length; i++)
            result[i] = T.IsZero(values[i]) ? (byte)0 : (byte)1;
    }

    private static void Widen(ReadOnlySpan<ushort> values, Span<float> result)
    {
        var bits = MemoryMarshal.Cast<float, uint>(result);
        for (var i = 0; i < values.Length; i++)
            bits[i] = (uint)values[i] << 16;
    }

    private static void Round(ReadOnlySpan<float> values, Span<ushort> result)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var bits = BitConverter.SingleToUInt32Bits(values[i]);
            result[i] = float.IsNaN(values[i]) ? (ushort)0x7FC0 : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
        }
    }
}
