using System.Globalization;
using SynthTrain.Models.Quantization;

namespace SynthTrain.Models.Gguf;

/// <summary>Values of tensors, whatever they are stored as.</summary>
internal static class GgufFloats
{
    private const int RowsTogether = 1 << 20;

    /// <summary>All values of a tensor, row after row.</summary>
    public static float[] Read(GgufReader file, GgufTensorInfo tensor)
    {
        var columns = checked((int)tensor.Columns);
        var values = GC.AllocateUninitializedArray<float>(checked((int)tensor.Values));
        if (values.Length == 0)
            return values;
        var bytesPerRow = (int)Quantizer.RowBytes(tensor.Type, columns);
        var rows = Math.Max(1, RowsTogether / columns);
        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)Math.Min(tensor.Length, (long)rows * bytesPerRow)));
        for (var row = 0L; row < tensor.Rows; row += rows)
        {
            var count = (int)Math.Min(rows, tensor.Rows - row);
            var part = bytes.AsSpan(0, count * bytesPerRow);
            file.Read(tensor, row * bytesPerRow, part);
            Quantizer.Dequantize(tensor.Type, part, values.AsSpan((int)(row * columns), count * columns));
        }

        var bad = FiniteValues.FirstBad(values);
        return bad < 0 ? values : throw new ModelException(
            ModelFault.BadTensor, $"tensor '{tensor.Name}': weight '{values[bad].ToString(CultureInfo.InvariantCulture)}' at index {bad} is not a finite number; a model with such weights cannot answer: make the file again", file.Name);
    }
}
