using System.Runtime.InteropServices;
using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Quantization;

/// <summary>The GGUF form of an importance matrix: <c>name.in_sum2</c> of squares and <c>name.counts</c>, one count for each matrix of the tensor.</summary>
internal static class ImportanceGguf
{
    private const string Sums = ".in_sum2";
    private const string Counts = ".counts";

    /// <summary>Reads it; a matrix that no text reached counts 1 in every column.</summary>
    public static ImportanceMatrix Read(ByteSource source, string writtenName)
    {
        var path = source.Name;
        using var reader = GgufReader.Open(source);
        var type = reader.Metadata.GetValueOrDefault("general.type")?.Text;
        if (type != "imatrix")
            throw new ModelException(ModelFault.Damaged, $"'{path}' is a GGUF file of type '{type ?? "none"}', not an importance matrix; make one with llama-imatrix", path);
        var entries = new Dictionary<string, float[]>(StringComparer.Ordinal);
        foreach (var tensor in reader.Tensors.Where(tensor => tensor.Name.EndsWith(Sums, StringComparison.Ordinal)))
        {
            var name = tensor.Name[..^Sums.Length];
            var counts = reader.Find(name + Counts) ?? throw new ModelException(ModelFault.Damaged, $"the importance matrix has sums for '{name}' but no counts", path);
            entries.Add(name, Mean(Floats(reader, tensor), Floats(reader, counts), name, path));
        }

        if (entries.Count == 0)
            throw new ModelException(ModelFault.Damaged, $"the importance matrix '{path}' has no entries (tensors that end in '{Sums}')", path);
        var dataset = reader.Metadata.GetValueOrDefault("imatrix.datasets")?.Texts is { Count: > 0 } texts ? texts[0] : null;
        return new ImportanceMatrix(writtenName, dataset, reader.Metadata.GetValueOrDefault("imatrix.chunk_count")?.Integer ?? 0, entries);
    }

    private static float[] Mean(float[] sums, float[] counts, string name, string path)
    {
        if (counts.Length == 0 || sums.Length == 0 || sums.Length % counts.Length != 0)
            throw new ModelException(ModelFault.Damaged, $"the importance matrix has '{sums.Length}' sums and '{counts.Length}' counts for '{name}', which do not match", path);
        var columns = sums.Length / counts.Length;
        for (var i = 0; i < sums.Length; i++)
            sums[i] = counts[i / columns] > 0 ? sums[i] / counts[i / columns] : 1;
        return sums;
    }

    private static float[] Floats(GgufReader reader, GgufTensorInfo tensor)
    {
        if (tensor.Type != GgufType.F32 || tensor.Length > int.MaxValue)
            throw new ModelException(ModelFault.Damaged, $"'{tensor.Name}' of the importance matrix is of type '{tensor.Type}' and {tensor.Length} bytes; F32 is expected", reader.Name);
        var values = new float[tensor.Values];
        reader.Read(tensor, 0, MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
