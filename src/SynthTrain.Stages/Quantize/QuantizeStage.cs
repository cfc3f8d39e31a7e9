using System.Globalization;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;
using SynthTrain.Models;
using SynthTrain.Models.Gguf;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Models.Quantization;
using SynthTrain.Stages.ModelFiles;

namespace SynthTrain.Stages.Quantize;

/// <summary>
/// Turns a model into a GGUF of a smaller type. Inputs: <c>model</c> (the files of a Hugging Face folder, or one GGUF), optional <c>imatrix</c>.
/// Output: <c>gguf</c>. Options: <see cref="QuantizeOptions"/>.
/// </summary>
/// <remarks>A folder is converted to F16 and quantized from there, as llama.cpp's users do; where F16 cannot hold a weight, to F32. That file stands beside the output, and goes at the end.</remarks>
[Stage("quantize")]
public sealed class QuantizeStage : IStage, IStageValidator
{
    /// <inheritdoc/>
    public void Validate(StageContext context) => QuantizeOptions.From(context);

    /// <inheritdoc/>
    public Task<StageResult> RunAsync(StageContext context, CancellationToken cancellationToken)
    {
        var options = QuantizeOptions.From(context);
        var source = ModelSource.Of(context);
        return Task.FromResult(context.Coded(() => source.Gguf is { } gguf
            ? Quantize(context, options, gguf, $"none: '{context.Display(gguf)}' is a GGUF already", cancellationToken)
            : FromFolder(context, options, cancellationToken)));
    }

    private static StageResult FromFolder(StageContext context, QuantizeOptions options, CancellationToken cancellationToken)
    {
        using var model = ModelSource.Of(context).Open(context);
        if (options.IsConversion)
        {
            using var stream = context.OpenOutput("gguf");
            var converted = Convert(context, options, (model, options.Type), stream, cancellationToken);
            if (converted.Warnings.FirstOrDefault(warning => warning.Fault == ModelFault.WeightsLost) is { } lost)
                throw new SynthException(Codes.WeightsLost, $"{lost.Message}. Nothing was written; set SynthQuant to bf16 or f32, or to a quantized type.");
            return Result(converted.Tensors.Select(tensor => (tensor.Type, tensor.Length)), []);
        }

        var scratch = Path.GetFullPath(context.Request.Outputs[0].Path + ".f16" + AtomicFile.TemporarySuffix, context.Request.ProjectDirectory);
        try
        {
            var type = ConvertWithoutLoss(context, options, model, scratch, cancellationToken);
            return Quantize(context, options, scratch, $"by way of {GgufQuantNames.Name(type)}", cancellationToken);
        }
        finally
        {
            context.Files.Delete(scratch);
        }
    }

    private static GgufFileType ConvertWithoutLoss(StageContext context, QuantizeOptions options, HuggingFaceModel model, string scratch, CancellationToken cancellationToken)
    {
        using (var stream = context.Files.Create(scratch))
        {
            var converted = GgufConverter.Convert(model, stream, Options(context, options, GgufFileType.F16), cancellationToken);
            if (converted.Warnings.All(warning => warning.Fault != ModelFault.WeightsLost))
            {
                Warn(context, converted);
                return GgufFileType.F16;
            }
        }

        using var wide = context.Files.Create(scratch);
        Convert(context, options, (model, GgufFileType.F32), wide, cancellationToken);
        return GgufFileType.F32;
    }

    private static GgufConversion Convert(StageContext context, QuantizeOptions options, (HuggingFaceModel Model, GgufFileType Type) what, Stream stream, CancellationToken cancellationToken)
    {
        var converted = GgufConverter.Convert(what.Model, stream, Options(context, options, what.Type), cancellationToken);
        Warn(context, converted);
        return converted;
    }

    private static StageResult Quantize(StageContext context, QuantizeOptions options, string gguf, string conversion, CancellationToken cancellationToken)
    {
        var importance = context.Inputs("imatrix") is [var path, ..] ? ImportanceMatrix.Read(path, context.Display(path)) : null;
        var written = new List<GgufType>();
        using (var stream = context.OpenOutput("gguf"))
        {
            GgufQuantizer.Quantize(gguf, stream, new GgufQuantizerOptions(options.Type) { Importance = importance, Progress = Note }, cancellationToken);
        }

        return Result(written.Select(type => (type, 0L)), [new("conversion", conversion)]);

        void Note(QuantizedTensor tensor)
        {
            lock (written)
                written.Add(tensor.To);
            context.Progress?.Report(new StageProgress(tensor.Number, tensor.Count, 0, 0, null) { Unit = "tensors" });
        }
    }

    private static GgufConversionOptions Options(StageContext context, QuantizeOptions options, GgufFileType type) => new()
    {
        Type = type,
        Name = options.Name,
        PreTokenizer = options.PreTokenizer,
        AllowSlidingWindow = options.Anyway,
        Progress = tensor => context.Progress?.Report(new StageProgress(tensor.Number, tensor.Count, 0, 0, null) { Unit = "tensors" }),
    };

    private static void Warn(StageContext context, GgufConversion converted)
    {
        foreach (var warning in converted.Warnings)
            context.Diagnostics.Report(Diagnostic.Warning(warning.Code, warning.Message));
    }

    private static StageResult Result(IEnumerable<(GgufType Type, long Length)> tensors, IEnumerable<KeyValuePair<string, string>> figures)
    {
        var types = tensors.CountBy(tensor => tensor.Type).OrderByDescending(type => type.Value).ThenBy(type => type.Key).ToList();
        var count = types.Sum(type => type.Value);
        return new StageResult
        {
            RowsIn = count,
            Accepted = count,
            Unit = "tensors",
            Figures = [.. figures, new("types", string.Join(", ", types.Select(type => string.Create(CultureInfo.InvariantCulture, $"{type.Key} {type.Value}"))))],
        };
    }
}
