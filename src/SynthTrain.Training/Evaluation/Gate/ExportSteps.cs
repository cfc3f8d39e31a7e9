using SynthTrain.Models;
using SynthTrain.Models.Gguf;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Models.Quantization;

namespace SynthTrain.Training.Evaluation.Gate;

/// <summary>Makes the files that an export would make, in a folder of its own.</summary>
/// <param name="model">The trained model's folder, merged.</param>
/// <param name="folder">Where files go; the caller deletes it.</param>
/// <param name="preTokenizer">What llama.cpp calls the split rule, where it is not known here.</param>
public sealed class ExportSteps(HuggingFaceModel model, string folder, string? preTokenizer = null)
{
    private string? _source;

    /// <summary>Writes a file of a type.</summary>
    /// <param name="type">What it is mostly stored as.</param>
    /// <param name="cancellation">Stops between tensors.</param>
    /// <returns>Its path; the caller may delete it, since later types are not made of it.</returns>
    /// <remarks>As the stage quantize: by way of F16, or of F32 where F16 cannot hold a weight.</remarks>
    public string Write(GgufFileType type, CancellationToken cancellation = default)
    {
        var path = At($"step-{GgufQuantNames.Name(type)}");
        if (type is GgufFileType.F32 or GgufFileType.F16 or GgufFileType.BF16)
            Convert(path, type, cancellation);
        else
            GgufQuantizer.Quantize(_source ??= Source(cancellation), path, new GgufQuantizerOptions(type), cancellation);
        return path;
    }

    private string Source(CancellationToken cancellation)
    {
        var path = At("source");
        if (Convert(path, GgufFileType.F16, cancellation).Warnings.Any(warning => warning.Fault == ModelFault.WeightsLost))
            Convert(path, GgufFileType.F32, cancellation);
        return path;
    }

    private GgufConversion Convert(string path, GgufFileType type, CancellationToken cancellation) =>
        GgufConverter.Convert(model, path, new GgufConversionOptions { Type = type, PreTokenizer = preTokenizer, AllowSlidingWindow = true }, cancellation);

    private string At(string name) => Path.Combine(folder, name + ".gguf");
}
