using System.Globalization;
using System.Runtime.InteropServices;
using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Quantization;

/// <summary>Weights in ggml's storage types: the bytes are those of llama.cpp.</summary>
public static class Quantizer
{
    private static readonly IBlockQuantizer[] s_types = [new F32(), new F16(), new BF16(), new Q8_0(), new Q4_0(), new Q4_1(), new Q5_0(), new Q5_1(), new Q2_K(), new Q3_K(), new Q4_K(), new Q5_K(), new Q6_K()];

    /// <summary>Whether weights can be written as this type.</summary>
    public static bool Supports(GgufType type) => Array.Exists(s_types, known => known.Type == type);

    /// <summary>How many values a row must be a multiple of.</summary>
    public static int BlockSize(GgufType type) => Find(type).BlockSize;

    /// <summary>The bytes that a row takes.</summary>
    /// <param name="type">A type that is supported.</param>
    /// <param name="columns">Values in the row.</param>
    /// <exception cref="ModelException">The type is not supported, or does not divide the row.</exception>
    public static long RowBytes(GgufType type, long columns)
    {
        var known = Find(type);
        if (columns <= 0 || columns % known.BlockSize != 0)
            throw new ModelException(ModelFault.UnsupportedQuantization, $"rows of '{columns}' values cannot be stored as {type}, which takes multiples of {known.BlockSize}; choose a type with smaller blocks (Q8_0, Q5_0, Q4_0: 32) or F16");
        return columns / known.BlockSize * known.BlockBytes;
    }

    /// <summary>Writes rows.</summary>
    /// <param name="type">The type.</param>
    /// <param name="values">The rows, one after the other.</param>
    /// <param name="columns">Values in a row.</param>
    /// <param name="importance">How much each column matters; empty for none.</param>
    /// <param name="destination">The rows' bytes (<see cref="RowBytes"/> each).</param>
    /// <exception cref="ModelException">A value is not finite, or too large for the type; the type cannot hold such rows.</exception>
    public static void Quantize(GgufType type, ReadOnlySpan<float> values, int columns, ReadOnlySpan<float> importance, Span<byte> destination)
    {
        var bytes = (int)RowBytes(type, columns);
        if (importance.Length != 0 && importance.Length != columns)
            throw new ModelException(ModelFault.BadTensor, $"'{importance.Length}' importances for rows of {columns} values; give one for each column, or none");
        if (values.Length % columns != 0)
            throw new ModelException(ModelFault.BadTensor, $"'{values.Length}' values are not rows of {columns}");
        RequireFinite(importance, columns, 0, "importance");
        for (var row = 0; row < values.Length / columns; row++)
            QuantizeRow(type, values.Slice(row * columns, columns), importance, destination.Slice(row * bytes, bytes), row);
    }

    /// <summary>Reads rows.</summary>
    /// <param name="type">The type.</param>
    /// <param name="blocks">Their bytes.</param>
    /// <param name="values">Their values; a multiple of the type's block.</param>
    /// <exception cref="ModelException">The type is not supported, or the bytes do not match the values.</exception>
    public static void Dequantize(GgufType type, ReadOnlySpan<byte> blocks, Span<float> values)
    {
        var known = Find(type);
        if (values.Length % known.BlockSize != 0 || blocks.Length != (long)values.Length / known.BlockSize * known.BlockBytes)
            throw new ModelException(ModelFault.BadTensor, $"'{blocks.Length}' bytes are not {values.Length} values of {type}, which takes {known.BlockBytes} bytes for {known.BlockSize}");
        known.Dequantize(blocks, values);
    }

    /// <summary>Writes one row, whose number is for messages; importances are known to be finite.</summary>
    internal static void QuantizeRow(GgufType type, ReadOnlySpan<float> values, ReadOnlySpan<float> importance, Span<byte> destination, long row)
    {
        RequireFinite(values, values.Length, row, "weight");
        var known = Find(type);
        known.Quantize(values, importance, destination);
        if (!known.IsSound(destination))
            throw new ModelException(ModelFault.WeightsLost, $"the weights of row {row} are too large for {type}: the largest is '{Largest(values)}', and its 16-bit floats end at 65504; keep the tensor as F32, or scale it");
    }

    /// <summary>Checks rows that are copied.</summary>
    internal static void RequireSound(GgufType type, ReadOnlySpan<byte> blocks, long columns, long firstRow)
    {
        if (type == GgufType.F32)
            RequireFinite(MemoryMarshal.Cast<byte, float>(blocks), (int)columns, firstRow, "weight");
        else if (Array.Find(s_types, known => known.Type == type) is { } known && !known.IsSound(blocks))
            throw new ModelException(ModelFault.BadTensor, $"from row {firstRow} on there are weights that are not finite numbers; a model with such weights cannot answer: train it again or repair the tensor");
    }

    private static IBlockQuantizer Find(GgufType type) => Array.Find(s_types, known => known.Type == type)
        ?? throw new ModelException(ModelFault.UnsupportedQuantization, $"weights cannot be read or written as '{type}'; types: {string.Join(", ", s_types.Select(known => known.Type))}");

    private static void RequireFinite(ReadOnlySpan<float> values, int columns, long firstRow, string what)
    {
        var at = FiniteValues.FirstBad(values);
        if (at >= 0)
            throw new ModelException(ModelFault.BadTensor, $"{what} '{values[at].ToString(CultureInfo.InvariantCulture)}' in row {firstRow + (at / columns)}, column {at % columns} is not a finite number; a model with such weights cannot answer: train it again or repair the tensor");
    }

    private static string Largest(ReadOnlySpan<float> values)
    {
        var largest = 0f;
        foreach (var value in values)
            largest = Math.Abs(value) > Math.Abs(largest) ? value : largest;
        return largest.ToString(CultureInfo.InvariantCulture);
    }
}
