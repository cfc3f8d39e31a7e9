using System.Buffers.Binary;
using System.Text.Json;

namespace SynthTrain.ManagedTorch.Tests.Support;

/// <summary>Reads the tensors of a safetensors file: eight bytes of length, a JSON header, the data.</summary>
internal static class Safetensors
{
    public static Dictionary<string, Tensor> Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, length));
        var result = new Dictionary<string, Tensor>();
        foreach (var entry in header.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__"))
        {
            var shape = entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
            var offsets = entry.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt32()).ToArray();
            var tensor = empty(shape, TypeOf(entry.Value.GetProperty("dtype").GetString()!));
            bytes.AsSpan(8 + length + offsets[0], offsets[1] - offsets[0]).CopyTo(tensor.bytes);
            result.Add(entry.Name, tensor);
        }

        return result;
    }

    /// <summary>All shards of a model folder.</summary>
    public static Dictionary<string, Tensor> ReadModel(string folder) =>
        Directory.GetFiles(folder, "model*.safetensors").Order(StringComparer.Ordinal).SelectMany(Read).ToDictionary(entry => entry.Key, entry => entry.Value);

    private static ScalarType TypeOf(string name) => name switch
    {
        "F32" => ScalarType.Float32,
        "BF16" => ScalarType.BFloat16,
        "F16" => ScalarType.Float16,
        "I64" => ScalarType.Int64,
        "I32" => ScalarType.Int32,
        "I16" => ScalarType.Int16,
        "U8" => ScalarType.Byte,
        _ => throw new NotSupportedException(name),
    };
}
