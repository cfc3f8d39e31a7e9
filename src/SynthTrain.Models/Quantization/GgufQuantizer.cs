using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Quantization;

/// <summary>Quantizes a GGUF file as llama.cpp's <c>llama_model_quantize</c> does, byte for byte: types by mixture, tensors in its order, metadata as it writes it.</summary>
/// <remarks>Memory is that of a few pieces of rows for each thread, whatever the model's size.</remarks>
public static class GgufQuantizer
{
    private const string QuantizationVersion = "general.quantization_version";
    private const string FileType = "general.file_type";
    private const string ImportanceKeys = "quantize.imatrix.";
    private const int LongestText = 127;

    /// <summary>Quantizes a file into another, which appears when it is complete.</summary>
    /// <param name="input">A GGUF file of F32, F16 or BF16 weights.</param>
    /// <param name="output">The file to write.</param>
    /// <param name="options">Into what.</param>
    /// <param name="cancellation">Stops between pieces; no file is left.</param>
    /// <exception cref="ModelException">The input cannot be read, or not be quantized so; no file is left.</exception>
    public static void Quantize(string input, string output, GgufQuantizerOptions options, CancellationToken cancellation = default) =>
        AtomicFile.Write(output, stream => Quantize(input, stream, options, cancellation));

    /// <summary>Quantizes a file into a stream.</summary>
    /// <param name="input">A GGUF file of F32, F16 or BF16 weights.</param>
    /// <param name="output">Only written to; the caller disposes of it.</param>
    /// <param name="options">Into what.</param>
    /// <param name="cancellation">Stops between pieces.</param>
    /// <exception cref="ModelException">The input cannot be read, or not be quantized so.</exception>
    public static void Quantize(string input, Stream output, GgufQuantizerOptions options, CancellationToken cancellation = default)
    {
        using var reader = GgufReader.Open(input);
        Quantize(reader, output, options, cancellation);
    }

    internal static void Quantize(GgufReader reader, Stream output, GgufQuantizerOptions options, CancellationToken cancellation)
    {
        RequireWhole(reader);
        var tensors = QuantizationMixture.Order(reader.Tensors);
        var types = QuantizationMixture.Choose(options.FileType, MixtureModel.Read(reader.Metadata, reader.Name), tensors, options.Importance is not null);
        var writer = new GgufWriter(output, reader.Alignment);
        foreach (var (key, value) in Metadata(reader.Metadata, options))
            writer.AddMetadata(key, value);
        var jobs = tensors.Zip(types, (tensor, type) => QuantizationJob.Make(tensor, type, options.Importance, reader.Name)).ToList();
        foreach (var job in jobs)
            writer.AddTensor(job.Tensor.Name, job.Type, job.Tensor.Shape);
        writer.BeginData();
        new QuantizationRun(reader, writer, jobs, options, cancellation).Run();
        writer.Finish();
    }

    /// <summary>A shard has a part of the tensors, and would become a file that says that it is the model.</summary>
    private static void RequireWhole(GgufReader reader)
    {
        if (reader.Metadata.GetValueOrDefault("split.count")?.Integer is > 1 and var count)
            throw new ModelException(ModelFault.UnsupportedModel, $"'{reader.Name}' is one of '{count}' files that a model was split into; make one file of them with 'llama-gguf-split --merge', giving it the first, and quantize that", reader.Name);
    }

    /// <summary>The input's metadata, and at the end what llama.cpp's program sets. Keys that say how a model is split go.</summary>
    private static IEnumerable<(string Key, GgufValue Value)> Metadata(IReadOnlyDictionary<string, GgufValue> metadata, GgufQuantizerOptions options)
    {
        var own = new List<(string Key, GgufValue Value)> { (QuantizationVersion, GgufValue.From(2u)), (FileType, GgufValue.From((uint)options.FileType)) };
        if (options.Importance is { } importance)
        {
            own.Add((ImportanceKeys + "file", GgufValue.From(Cut(importance.File))));
            if (importance.Dataset is { } dataset)
                own.Add((ImportanceKeys + "dataset", GgufValue.From(Cut(dataset))));
            own.Add((ImportanceKeys + "entries_count", GgufValue.From((uint)importance.Count)));
            if (importance.Chunks > 0)
                own.Add((ImportanceKeys + "chunks_count", GgufValue.From((uint)importance.Chunks)));
        }

        var replaced = own.Select(pair => pair.Key).Append("split.no").Append("split.count").Append("split.tensors.count").ToHashSet(StringComparer.Ordinal);
        return metadata.Where(pair => !replaced.Contains(pair.Key)).Select(pair => (pair.Key, pair.Value)).Concat(own);
    }

    /// <summary>Texts of overrides are cut at 127 bytes, as llama.cpp's are, but never within a character.</summary>
    private static string Cut(string text)
    {
        while (System.Text.Encoding.UTF8.GetByteCount(text) > LongestText)
            text = text[..^(char.IsLowSurrogate(text[^1]) && text.Length > 1 ? 2 : 1)];
        return text;
    }
}
