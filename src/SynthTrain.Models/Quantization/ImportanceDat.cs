using System.Runtime.InteropServices;
using System.Text;

namespace SynthTrain.Models.Quantization;

/// <summary>The older form of an importance matrix: a count of entries, for each its name, calls, and sums; then perhaps chunks and the name of the text.</summary>
internal static class ImportanceDat
{
    private const int LongestName = 1024;

    /// <summary>Reads it; every length is held against what is left of the file.</summary>
    public static ImportanceMatrix Read(ByteSource source, string writtenName)
    {
        var at = 0L;
        var count = Number(source, ref at);
        if (count <= 0)
            throw Bad(source, $"it begins with '{count}' entries");
        var entries = new Dictionary<string, float[]>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var name = Text(source, ref at, Number(source, ref at));
            var calls = Number(source, ref at);
            var values = Values(source, ref at, Number(source, ref at));
            for (var j = 0; calls > 0 && j < values.Length; j++)
                values[j] /= calls;
            if (!entries.TryAdd(name, values))
                throw Bad(source, $"entry '{name}' stands there twice");
        }

        var chunks = source.Length - at >= sizeof(int) ? Number(source, ref at) : 0;
        var dataset = source.Length - at >= sizeof(int) ? Text(source, ref at, Number(source, ref at)) : null;
        return new ImportanceMatrix(writtenName, string.IsNullOrEmpty(dataset) ? null : dataset, Math.Max(0, chunks), entries);
    }

    private static float[] Values(ByteSource source, ref long at, int count)
    {
        if (count <= 0 || count > (source.Length - at) / sizeof(float))
            throw Bad(source, $"an entry claims '{count}' values");
        var values = new float[count];
        source.Read(at, MemoryMarshal.AsBytes(values.AsSpan()));
        at += (long)count * sizeof(float);
        return values;
    }

    private static string Text(ByteSource source, ref long at, int length)
    {
        if (length is < 0 or > LongestName)
            throw Bad(source, $"a name claims '{length}' bytes");
        Span<byte> bytes = stackalloc byte[length];
        source.Read(at, bytes);
        at += length;
        return Encoding.UTF8.GetString(bytes);
    }

    private static int Number(ByteSource source, ref long at)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        source.Read(at, bytes);
        at += bytes.Length;
        return System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(bytes);
    }

    private static ModelException Bad(ByteSource source, string what) =>
        new(ModelFault.Damaged, $"'{source.Name}' is not an importance matrix: {what}; give a file that llama-imatrix wrote, GGUF or .dat", source.Name);
}
