using System.Buffers.Binary;
using SynthTrain.Models.Safetensors;

namespace SynthTrain.Models.Gguf;

/// <summary>Q8_0 as the converter writes it: 32 values to a scale of their greatest magnitude / 127, rounded half away from zero [ggml src/ggml-quants.c: quantize_row_q8_0_ref].</summary>
internal static class Q8Blocks
{
    private const int Values = 32;
    private const int Bytes = 34;

    public static void Encode(ReadOnlySpan<float> values, Span<byte> bytes)
    {
        Span<ushort> half = stackalloc ushort[1];
        for (var block = 0; block < values.Length / Values; block++)
        {
            var source = values.Slice(block * Values, Values);
            var target = bytes.Slice(block * Bytes, Bytes);
            var greatest = 0f;
            foreach (var value in source)
                greatest = Math.Max(greatest, Math.Abs(value));
            var scale = greatest / 127f;
            var inverse = scale == 0 ? 0 : 1 / scale;
            FloatBytes.FloatsToHalf([scale], half);
            BinaryPrimitives.WriteUInt16LittleEndian(target, half[0]);
            for (var index = 0; index < Values; index++)
                target[2 + index] = unchecked((byte)(sbyte)MathF.Round(source[index] * inverse, MidpointRounding.AwayFromZero));
        }
    }
}
