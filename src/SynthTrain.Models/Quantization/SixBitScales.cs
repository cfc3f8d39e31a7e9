namespace SynthTrain.Models.Quantization;

/// <summary>Eight scales and eight minimums of six bits each in twelve bytes, as Q4_K and Q5_K have them (ggml's <c>get_scale_min_k4</c>).</summary>
internal static class SixBitScales
{
    /// <summary>Bytes.</summary>
    public const int Length = 12;

    /// <summary>Packs; bits above the sixth spill over as they do in ggml.</summary>
    public static void Write(Span<byte> packed, ReadOnlySpan<byte> scales, ReadOnlySpan<byte> minimums)
    {
        for (var j = 0; j < 8; j++)
        {
            var (scale, minimum) = (scales[j], minimums[j]);
            if (j < 4)
            {
                packed[j] = scale;
                packed[j + 4] = minimum;
                continue;
            }

            packed[j + 4] = (byte)((scale & 0xF) | ((minimum & 0xF) << 4));
            packed[j - 4] |= (byte)((scale >> 4) << 6);
            packed[j] |= (byte)((minimum >> 4) << 6);
        }
    }

    /// <summary>Unpacks one pair.</summary>
    public static (int Scale, int Minimum) Read(ReadOnlySpan<byte> packed, int j) => j < 4
        ? (packed[j] & 63, packed[j + 4] & 63)
        : ((packed[j + 4] & 0xF) | ((packed[j - 4] >> 6) << 4), (packed[j + 4] >> 4) | ((packed[j] >> 6) << 4));
}
