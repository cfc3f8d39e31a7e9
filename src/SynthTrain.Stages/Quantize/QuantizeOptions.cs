using SynthTrain.Core.Stages;
using SynthTrain.Models.Gguf;
using SynthTrain.Models.Quantization;
using SynthTrain.Stages.ModelFiles;

namespace SynthTrain.Stages.Quantize;

/// <summary>What the project asks of <see cref="QuantizeStage"/>.</summary>
/// <param name="Type">What the file is mostly stored as (<c>SynthQuant</c>).</param>
/// <param name="Name">What the model is called in the file (<c>SynthModelName</c>); null takes the folder's name.</param>
/// <param name="PreTokenizer">What llama.cpp calls the split rule, where it is not known here (<c>SynthPreTokenizer</c>).</param>
/// <param name="Anyway">Whether a model is exported whose sliding window llama.cpp ignores (<c>SynthExportAnyway</c>).</param>
internal sealed record QuantizeOptions(GgufFileType Type, string? Name, string? PreTokenizer, bool Anyway)
{
    /// <summary>Whether the weights keep 16 or 32 bits, so that conversion is all there is to do.</summary>
    public bool IsConversion => Type is GgufFileType.F32 or GgufFileType.F16 or GgufFileType.BF16;

    /// <summary>Reads the parameters.</summary>
    public static QuantizeOptions From(StageContext context) => new(
        context.Coded(() => GgufQuantNames.Parse(context.Options.Text("quant") ?? QuantizeDefaults.Quant)),
        context.Options.Text("name"),
        context.Options.Text("pre_tokenizer"),
        context.Options.Flag("export_anyway", fallback: false));
}
