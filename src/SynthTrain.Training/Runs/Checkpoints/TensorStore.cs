using SynthTrain.Models.Safetensors;

namespace SynthTrain.Training.Runs.Checkpoints;

/// <summary>Tensors to and from safetensors, bit for bit.</summary>
internal static class TensorStore
{
    /// <summary>Writes tensors.</summary>
    public static void Write(Stream stream, IReadOnlyList<(string Name, Tensor Value)> tensors)
    {
        var byName = tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Value, StringComparer.Ordinal);
        var writer = new SafetensorsWriter(stream, tensors.Select(tensor => SafetensorsTensor.Of(tensor.Name, Type(tensor.Value.dtype), tensor.Value.shape)));
        foreach (var entry in writer.Tensors)
        {
            using var scope = NewDisposeScope();
            writer.WriteTensor(entry.Name, byName[entry.Name].detach().cpu().contiguous().bytes);
        }

        writer.Finish();
    }

    /// <summary>Fills tensors with what was written of them.</summary>
    /// <exception cref="Models.ModelException">A tensor is missing, or the file is no safetensors file.</exception>
    public static void Read(string path, IReadOnlyList<(string Name, Tensor Value)> tensors)
    {
        using var none = no_grad();
        using var file = SafetensorsFile.Open(path);
        foreach (var (name, value) in tensors)
        {
            using var scope = NewDisposeScope();
            var stored = empty(value.shape, value.dtype);
            file.Span(file.Require(name)).CopyTo(stored.bytes);
            value.copy_(stored);
        }
    }

    private static SafetensorsType Type(ScalarType type) => type switch
    {
        ScalarType.Float32 => SafetensorsType.F32,
        ScalarType.BFloat16 => SafetensorsType.BF16,
        ScalarType.Float16 => SafetensorsType.F16,
        _ => throw new NotSupportedException($"weights of {type} are not kept"),
    };
}
