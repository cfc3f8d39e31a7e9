using System.Globalization;
using SynthTrain.Models.Quantization;
using SynthTrain.Models.Safetensors;

namespace SynthTrain.Models.Gguf;

/// <summary>Reads a tensor in pieces of whole rows, reorders heads, and writes it in another type.</summary>
internal sealed class TensorConverter(GgufWriter writer)
{
    private const long ChunkValues = 1 << 20;
    private static readonly Q8_0 s_blocks = new();
    private float[] _values = [];
    private float[] _ordered = [];
    private byte[] _bytes = [];

    /// <summary>Writes a tensor; returns how many finite values became infinite.</summary>
    /// <exception cref="ModelException">A value is not finite (<see cref="ModelFault.BadTensor"/>), or too large for Q8_0 (<see cref="ModelFault.WeightsLost"/>).</exception>
    public long Write(ConvertedTensor tensor)
    {
        writer.BeginTensor(tensor.Name);
        var columns = tensor.Source.Shape.Count == 0 ? 1 : tensor.Source.Shape.Count == 1 && tensor.Heads > 0 ? 1 : tensor.Source.Shape[^1];
        var rows = columns == 0 ? 0 : tensor.Source.Values / columns;
        var rowsAtOnce = tensor.Heads > 0 ? rows / tensor.Heads : Math.Max(1, ChunkValues / columns);
        long lost = 0;
        for (long row = 0; row < rows; row += rowsAtOnce)
        {
            var count = checked((int)(Math.Min(rowsAtOnce, rows - row) * columns));
            var values = Room(ref _values, count);
            tensor.File.ReadFloats(tensor.Source, row * columns, values);
            RequireFinite(tensor, values, row * columns);
            if (tensor.Heads > 0)
                values = Reordered(values, (int)columns);
            var bytes = Room(ref _bytes, checked((int)GgufTypes.RowBytes(tensor.Type, count)));
            lost += Encode(tensor.Type, values, bytes);
            if (tensor.Type == GgufType.Q8_0 && !s_blocks.IsSound(bytes))
                throw Bad(tensor, ModelFault.WeightsLost, $"values from index {row * columns} on are too large for Q8_0, whose scales end at 65504; convert to BF16 or F32");
            writer.Write(bytes);
        }

        return lost;
    }

    private static void RequireFinite(ConvertedTensor tensor, ReadOnlySpan<float> values, long first)
    {
        var at = FiniteValues.FirstBad(values);
        if (at >= 0)
            throw Bad(tensor, ModelFault.BadTensor, $"weight '{values[at].ToString(CultureInfo.InvariantCulture)}' at index {first + at} is not a finite number; a model with such weights cannot answer: train it again or repair the tensor");
    }

    private static ModelException Bad(ConvertedTensor tensor, ModelFault fault, string what) => new(fault, $"tensor '{tensor.Source.Name}': {what}", tensor.File.Name);

    private static Span<T> Room<T>(ref T[] array, int count)
    {
        if (array.Length < count)
            array = GC.AllocateUninitializedArray<T>(count);
        return array.AsSpan(0, count);
    }

    private static long Encode(GgufType type, ReadOnlySpan<float> values, Span<byte> bytes)
    {
        switch (type)
        {
            case GgufType.F32: FloatBytes.FromFloats(SafetensorsType.F32, values, bytes); return 0;
            case GgufType.BF16: FloatBytes.FromFloats(SafetensorsType.BF16, values, bytes); return 0;
            case GgufType.Q8_0: s_blocks.Quantize(values, [], bytes); return 0;
            default:
                FloatBytes.FromFloats(SafetensorsType.F16, values, bytes);
                return CountLost(values);
        }
    }

    /// <summary>Values from 65520 on have no half-precision neighbour but infinity.</summary>
    private static long CountLost(ReadOnlySpan<float> values)
    {
        long lost = 0;
        foreach (var value in values)
            lost += Math.Abs(value) >= 65520 ? 1 : 0;
        return lost;
    }

    /// <summary>Within a head of 2n rows, rows i and n + i become 2i and 2i + 1.</summary>
    private Span<float> Reordered(ReadOnlySpan<float> head, int columns)
    {
        var ordered = Room(ref _ordered, head.Length);
        var half = head.Length / columns / 2;
        for (var row = 0; row < half; row++)
        {
            head.Slice(row * columns, columns).CopyTo(ordered[(2 * row * columns)..]);
            head.Slice((half + row) * columns, columns).CopyTo(ordered[(((2 * row) + 1) * columns)..]);
        }

        return ordered;
    }
}
