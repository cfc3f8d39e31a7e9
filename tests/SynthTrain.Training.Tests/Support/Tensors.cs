using System.Globalization;
using System.Runtime.InteropServices;
using SynthTrain.Models.Safetensors;

namespace SynthTrain.Training.Tests.Support;

/// <summary>Tensors of a golden file.</summary>
internal static class Tensors
{
    /// <summary>All of a file: floats as float32, whole numbers as int64.</summary>
    public static Dictionary<string, Tensor> Read(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return file.Tensors.ToDictionary(entry => entry.Name, entry => Read(file, entry));
    }

    /// <summary>The greatest difference of two tensors.</summary>
    public static double Greatest(Tensor expected, Tensor actual)
    {
        CollectionAssert.AreEqual(expected.shape, actual.shape);
        using var scope = NewDisposeScope();
        return expected.numel() == 0 ? 0 : (expected - actual).abs().max().item<float>();
    }

    private static Tensor Read(SafetensorsFile file, SafetensorsTensor entry)
    {
        var bytes = file.Span(entry);
        return entry.Type switch
        {
            SafetensorsType.I16 => tensor(Whole<short>(bytes), [.. entry.Shape]),
            SafetensorsType.I32 => tensor(Whole<int>(bytes), [.. entry.Shape]),
            SafetensorsType.I64 => tensor(Whole<long>(bytes), [.. entry.Shape]),
            SafetensorsType.U8 => tensor(Whole<byte>(bytes), [.. entry.Shape]),
            _ => tensor(file.ReadFloats(entry), [.. entry.Shape]),
        };
    }

    private static long[] Whole<T>(ReadOnlySpan<byte> bytes)
        where T : unmanaged, IConvertible => [.. MemoryMarshal.Cast<byte, T>(bytes).ToArray().Select(value => value.ToInt64(CultureInfo.InvariantCulture))];
}
