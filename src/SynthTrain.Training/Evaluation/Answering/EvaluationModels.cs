using SynthTrain.Models.Gguf;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Decoder;

namespace SynthTrain.Training.Evaluation.Answering;

/// <summary>Opens GGUF files for evaluation: with their own tokenizer, template and end tokens, since these are part of what was exported.</summary>
public static class EvaluationModels
{
    /// <summary>Opens a file; its weights are widened to float32.</summary>
    /// <param name="path">The file.</param>
    /// <param name="placement">Type and device; default float32 on the processor.</param>
    /// <exception cref="Models.ModelException">The faults of <see cref="GgufModel.Open"/>.</exception>
    public static LoadedModel OpenGguf(string path, Placement? placement = null)
    {
        using var file = GgufModel.Open(path);
        return new LoadedModel
        {
            Decoder = DecoderLoader.Load(file.Config, file.ReadFloats, placement),
            Tokenizer = file.Tokenizer,
            Template = file.Template,
            TemplateVariables = file.TemplateVariables,
            EndTokens = file.EndTokens,
            Files = new BaseModelFiles { Name = Path.GetFileName(path) },
        };
    }
}
