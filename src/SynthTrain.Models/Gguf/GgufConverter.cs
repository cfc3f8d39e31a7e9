using System.Runtime.InteropServices;
using SynthTrain.Models.HuggingFace;

namespace SynthTrain.Models.Gguf;

/// <summary>Converts a Hugging Face folder to a GGUF file as llama.cpp's own converter does: metadata, tokenizer, template, tensor names, order and bytes. <c>docs/gguf.md</c> lists what is meant to differ.</summary>
/// <remarks>Streaming: memory is that of the vocabulary and of one attention head or four megabytes.</remarks>
public static class GgufConverter
{
    private const string RopeTensor = "rope_freqs.weight";

    /// <summary>Converts to a file, which appears only when it is complete.</summary>
    /// <exception cref="ModelException"><see cref="ModelFault.ExportDiffers"/> (sliding window), <see cref="ModelFault.UnknownPreTokenizer"/>, <see cref="ModelFault.UnsupportedTokenizer"/>, and what reading a folder throws.</exception>
    public static GgufConversion Convert(HuggingFaceModel model, string path, GgufConversionOptions? options = null, CancellationToken cancellation = default)
    {
        GgufConversion? result = null;
        AtomicFile.Write(path, stream => result = Convert(model, stream, options, cancellation));
        return result!;
    }

    /// <summary>Converts to a stream, which is only written to.</summary>
    public static GgufConversion Convert(HuggingFaceModel model, Stream stream, GgufConversionOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new();
        var warnings = Warnings(model, options);
        var plan = ConversionPlan.Of(model, options.Type);
        var factors = model.Config.RopeScaling?.Type == "llama3" ? RopeFactors.Of(model.Config) : null;
        var json = model.Tokenizer.TokenizerJson is { } file ? new TokenizerJson(JsonText.Read(file)) : null;
        var parameters = plan.Sum(tensor => tensor.Source.Values) + (factors?.Length ?? 0);
        var writer = new GgufWriter(stream);
        foreach (var (key, value) in GgufModelMetadata.Build(model, options, json, parameters))
            writer.AddMetadata(key, value);
        if (factors is not null)
            writer.AddTensor(RopeTensor, GgufType.F32, [factors.Length]);
        foreach (var tensor in plan)
            writer.AddTensor(tensor.Name, tensor.Type, tensor.Shape);
        writer.BeginData();
        if (factors is not null)
        {
            writer.WriteTensor(RopeTensor, MemoryMarshal.AsBytes(factors.AsSpan()));
            options.Progress?.Invoke(new(RopeTensor, 1, writer.Tensors.Count));
        }

        WriteTensors(writer, plan, warnings, (options.Progress, cancellation));
        writer.Finish();
        if (json is { Normalizer: not null, ByteFallback: false } && model.Tokenizer.TokenizerModel is null)
            warnings.Add(new(ModelFault.ExportDiffers, "llama.cpp does not apply the tokenizer's normalizer NFC: texts that are not in that form get other tokens; normalize them before they are sent"));
        return new(writer.Tensors, parameters, warnings);
    }

    private static List<GgufWarning> Warnings(HuggingFaceModel model, GgufConversionOptions options)
    {
        if (model.Config.SlidingWindow is not { } window || window >= model.Config.MaxPositions)
            return [];
        var message = $"llama.cpp ignores the sliding window of {window} tokens of '{model.Folder}': answers differ from the model's own once prompt and answer are longer than {window} tokens";
        return options.AllowSlidingWindow ? [new(ModelFault.ExportDiffers, message)]
            : throw new ModelException(ModelFault.ExportDiffers, message + "; keep texts shorter and allow the export (SynthExportAnyway=true in a build, AllowSlidingWindow in code), or train with 'sliding_window' null", Path.Combine(model.Folder, "config.json"));
    }

    private static void WriteTensors(GgufWriter writer, List<ConvertedTensor> plan, List<GgufWarning> warnings, (Action<WrittenTensor>? Progress, CancellationToken Cancellation) watch)
    {
        var converter = new TensorConverter(writer);
        var number = writer.Tensors.Count - plan.Count;
        foreach (var tensor in plan)
        {
            watch.Cancellation.ThrowIfCancellationRequested();
            var lost = converter.Write(tensor);
            watch.Progress?.Invoke(new(tensor.Name, ++number, writer.Tensors.Count));
            if (lost > 0)
                warnings.Add(new(ModelFault.WeightsLost, $"{lost} of {tensor.Source.Values} values of '{tensor.Source.Name}' are too large for F16 and became infinite; convert to BF16 or F32"));
        }
    }
}
