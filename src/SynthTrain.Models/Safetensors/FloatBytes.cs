using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SynthTrain.Models.Safetensors;

/// <summary>Conversions between <see cref="float"/> and the stored floating-point types, rounding to nearest, ties to even.</summary>
public static class FloatBytes
{
    private const uint SmallestNormalHalf = 113u << 23;
    private const uint TooLargeForHalf = 143u << 23;
    private const uint Infinity = 0x7f800000;
    private const uint SubnormalMagic = 126u << 23;

    /// <summary>Widens stored values.</summary>
    /// <param name="type">F64 (narrowed), F32, F16 or BF16.</param>
    /// <param name="bytes">The stored values.</param>
    /// <param name="into">As many values.</param>
    /// <param name="tensor">For the message.</param>
    public static void ToFloats(SafetensorsType type, ReadOnlySpan<byte> bytes, Span<float> into, string tensor)
    {
        switch (type)
        {
            case SafetensorsType.F32: bytes.CopyTo(MemoryMarshal.AsBytes(into)); break;
            case SafetensorsType.F16: HalfToFloats(MemoryMarshal.Cast<byte, ushort>(bytes), into); break;
            case SafetensorsType.BF16: BrainToFloats(MemoryMarshal.Cast<byte, ushort>(bytes), into); break;
            case SafetensorsType.F64:
                var wide = MemoryMarshal.Cast<byte, double>(bytes);
                for (var index = 0; index < into.Length; index++)
                    into[index] = (float)wide[index];
                break;
            default: throw new ModelException(ModelFault.BadTensor, $"tensor '{tensor}' is {type} where F64, F32, F16 or BF16 is needed");
        }
    }

    /// <summary>Narrows values to a stored type.</summary>
    /// <param name="type">F64 (widened), F32, F16 or BF16.</param>
    /// <param name="values">The values.</param>
    /// <param name="into">Their bytes.</param>
    public static void FromFloats(SafetensorsType type, ReadOnlySpan<float> values, Span<byte> into)
    {
        switch (type)
        {
            case SafetensorsType.F32: MemoryMarshal.AsBytes(values).CopyTo(into); break;
            case SafetensorsType.F16: FloatsToHalf(values, MemoryMarshal.Cast<byte, ushort>(into)); break;
            case SafetensorsType.BF16: FloatsToBrain(values, MemoryMarshal.Cast<byte, ushort>(into)); break;
            case SafetensorsType.F64:
                var wide = MemoryMarshal.Cast<byte, double>(into);
                for (var index = 0; index < values.Length; index++)
                    wide[index] = values[index];
                break;
            default: throw new ModelException(ModelFault.BadTensor, $"floats cannot be stored as {type}; F64, F32, F16 and BF16 are possible");
        }
    }

    /// <summary>BF16 is the upper half of a float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void BrainToFloats(ReadOnlySpan<ushort> values, Span<float> into)
    {
        var bits = MemoryMarshal.Cast<float, uint>(into)[..values.Length];
        var index = 0;
        for (; index <= values.Length - Vector<ushort>.Count; index += Vector<ushort>.Count)
        {
            Vector.Widen(new Vector<ushort>(values[index..]), out var low, out var high);
            (low << 16).CopyTo(bits[index..]);
            (high << 16).CopyTo(bits[(index + Vector<uint>.Count)..]);
        }

        for (; index < values.Length; index++)
            bits[index] = (uint)values[index] << 16;
    }

    /// <summary>Rounds to the upper half of a float; a NaN stays one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FloatsToBrain(ReadOnlySpan<float> values, Span<ushort> into)
    {
        var bits = MemoryMarshal.Cast<float, uint>(values);
        var index = 0;
        for (; index <= values.Length - Vector<ushort>.Count; index += Vector<ushort>.Count)
            Vector.Narrow(Brain(new Vector<uint>(bits[index..])), Brain(new Vector<uint>(bits[(index + Vector<uint>.Count)..]))).CopyTo(into[index..]);
        for (; index < values.Length; index++)
            into[index] = (ushort)Brain(new Vector<uint>(bits[index]))[0];
    }

    /// <summary>Widens IEEE half precision; exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void HalfToFloats(ReadOnlySpan<ushort> values, Span<float> into)
    {
        var bits = MemoryMarshal.Cast<float, uint>(into)[..values.Length];
        var index = 0;
        for (; index <= values.Length - Vector<ushort>.Count; index += Vector<ushort>.Count)
        {
            Vector.Widen(new Vector<ushort>(values[index..]), out var low, out var high);
            Wide(low).CopyTo(bits[index..]);
            Wide(high).CopyTo(bits[(index + Vector<uint>.Count)..]);
        }

        for (; index < values.Length; index++)
            bits[index] = Wide(new Vector<uint>(values[index]))[0];
    }

    /// <summary>Rounds to IEEE half precision: from 65520 on infinite; a NaN stays one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FloatsToHalf(ReadOnlySpan<float> values, Span<ushort> into)
    {
        var bits = MemoryMarshal.Cast<float, uint>(values);
        var index = 0;
        for (; index <= values.Length - Vector<ushort>.Count; index += Vector<ushort>.Count)
            Vector.Narrow(Half(new Vector<uint>(bits[index..])), Half(new Vector<uint>(bits[(index + Vector<uint>.Count)..]))).CopyTo(into[index..]);
        for (; index < values.Length; index++)
            into[index] = (ushort)Half(new Vector<uint>(bits[index]))[0];
    }

    private static Vector<uint> Brain(Vector<uint> bits)
    {
        var isNaN = Vector.GreaterThan(bits & new Vector<uint>(int.MaxValue), new Vector<uint>(Infinity));
        var rounded = (bits + new Vector<uint>(0x7fff) + ((bits >>> 16) & Vector<uint>.One)) >>> 16;
        return Vector.ConditionalSelect(isNaN, (bits >>> 16) | new Vector<uint>(0x40), rounded);
    }

    /// <summary>The exponent is moved by a multiplication with 2^112, which also normalises subnormals.</summary>
    private static Vector<uint> Wide(Vector<uint> half)
    {
        var magnitude = (half & new Vector<uint>(0x7fff)) << 13;
        var scaled = Vector.AsVectorUInt32(Vector.AsVectorSingle(magnitude) * new Vector<float>(BitConverter.UInt32BitsToSingle(239u << 23)));
        var special = Vector.GreaterThanOrEqual(magnitude, new Vector<uint>(0x7c00u << 13)) & new Vector<uint>(Infinity);
        return scaled | special | ((half & new Vector<uint>(0x8000)) << 16);
    }

    /// <summary>Normal values are rebased and rounded as integers; small ones are rounded by the addition of a constant whose last place is half's.</summary>
    private static Vector<uint> Half(Vector<uint> bits)
    {
        var magnitude = bits & new Vector<uint>(int.MaxValue);
        var sign = (bits ^ magnitude) >>> 16;
        var normal = (magnitude + new Vector<uint>(unchecked((uint)(-112 << 23)) + 0xfff) + ((magnitude >>> 13) & Vector<uint>.One)) >>> 13;
        var magic = new Vector<uint>(SubnormalMagic);
        var small = Vector.AsVectorUInt32(Vector.AsVectorSingle(magnitude) + Vector.AsVectorSingle(magic)) - magic;
        var isNaN = Vector.GreaterThan(magnitude, new Vector<uint>(Infinity));
        var large = Vector.ConditionalSelect(isNaN, new Vector<uint>(0x7e00) | ((magnitude >>> 13) & new Vector<uint>(0x3ff)), new Vector<uint>(0x7c00));
        var result = Vector.ConditionalSelect(Vector.LessThan(magnitude, new Vector<uint>(SmallestNormalHalf)), small, normal);
        return sign | Vector.ConditionalSelect(Vector.GreaterThanOrEqual(magnitude, new Vector<uint>(TooLargeForHalf)), large, result);
    }
}
