namespace SynthTrain.Models.Quantization;

/// <summary>How much each column of each tensor matters, as llama.cpp's <c>llama-imatrix</c> measured it on texts: mean squares of the inputs.</summary>
/// <remarks>Both forms are read: GGUF (<c>general.type</c> is <c>imatrix</c>; sums and counts for each tensor), and the older binary one (<c>.dat</c>).</remarks>
public sealed class ImportanceMatrix
{
    private readonly Dictionary<string, float[]> _entries;

    internal ImportanceMatrix(string file, string? dataset, long chunks, Dictionary<string, float[]> entries)
    {
        (File, Dataset, Chunks, _entries) = (file, dataset, chunks, entries);
        foreach (var (name, values) in entries)
        {
            if (FiniteValues.FirstBad(values) is >= 0 and var at)
                throw new ModelException(ModelFault.Damaged, $"the importances of '{name}' have '{values[at]}' in column {at}; only finite numbers can weigh: make the importance matrix again", file);
        }
    }

    /// <summary>The name that is written to <c>quantize.imatrix.file</c>.</summary>
    public string File { get; }

    /// <summary>The first of the texts it was measured on, or <see langword="null"/>.</summary>
    public string? Dataset { get; }

    /// <summary>Pieces of text; 0 when unknown.</summary>
    public long Chunks { get; }

    /// <summary>Tensors there are importances for.</summary>
    public int Count => _entries.Count;

    /// <summary>Reads a file of either form.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What quantized files call it; <see langword="null"/> for the path as it was given, as llama.cpp does.</param>
    /// <exception cref="ModelException"><see cref="ModelFault.NotFound"/>, <see cref="ModelFault.Damaged"/>.</exception>
    public static ImportanceMatrix Read(string path, string? name = null)
    {
        using var source = ByteSource.Open(path);
        return Read(source, name ?? path);
    }

    internal static ImportanceMatrix Read(ByteSource source, string name)
    {
        Span<byte> magic = stackalloc byte[4];
        if (source.Length >= magic.Length)
            source.Read(0, magic);
        return magic.SequenceEqual("GGUF"u8) ? ImportanceGguf.Read(source, name) : ImportanceDat.Read(source, name);
    }

    /// <summary>A tensor's importances, for each of its matrices (experts) one after the other; empty when it has none.</summary>
    internal ReadOnlySpan<float> Find(string tensor) => _entries.GetValueOrDefault(tensor);
}
