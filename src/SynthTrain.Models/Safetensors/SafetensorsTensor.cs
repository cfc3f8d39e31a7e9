namespace SynthTrain.Models.Safetensors;

/// <summary>A tensor of a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">How its values lie.</param>
/// <param name="Shape">In torch's order: the row's length last; empty for a scalar.</param>
/// <param name="Offset">From the start of the file's data.</param>
/// <param name="Length">In bytes.</param>
public sealed record SafetensorsTensor(string Name, SafetensorsType Type, IReadOnlyList<long> Shape, long Offset, long Length)
{
    /// <summary>How many values there are.</summary>
    public long Values => Shape.Aggregate(1L, (all, next) => checked(all * next));

    /// <summary>A tensor for a writer, which finds its place.</summary>
    public static SafetensorsTensor Of(string name, SafetensorsType type, IReadOnlyList<long> shape) => new(name, type, shape, 0, Bytes(type, shape));

    /// <summary>The bits of one value.</summary>
    internal static int Bits(SafetensorsType type) => type switch
    {
        SafetensorsType.F4 => 4,
        SafetensorsType.F6_E2M3 or SafetensorsType.F6_E3M2 => 6,
        <= SafetensorsType.F8_E8M0 => 8,
        <= SafetensorsType.BF16 => 16,
        <= SafetensorsType.F32 => 32,
        _ => 64,
    };

    /// <summary>The bytes of all values.</summary>
    /// <exception cref="OverflowException">More than there can be.</exception>
    internal static long Bytes(SafetensorsType type, IReadOnlyList<long> shape)
    {
        var bits = checked(shape.Aggregate(1L, (all, next) => checked(all * next)) * Bits(type));
        return bits % 8 == 0 ? bits / 8 : throw new OverflowException("the bits do not fill bytes");
    }
}
