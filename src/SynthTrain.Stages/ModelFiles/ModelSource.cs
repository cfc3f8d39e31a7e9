using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;
using SynthTrain.Models.HuggingFace;

namespace SynthTrain.Stages.ModelFiles;

/// <summary>The model that a stage reads: one GGUF file, or the folder that the files of role <c>model</c> lie in.</summary>
/// <param name="Folder">The Hugging Face folder.</param>
/// <param name="Gguf">The GGUF file, when it is one.</param>
internal readonly record struct ModelSource(string Folder, string? Gguf)
{
    /// <summary>Opens the folder with the files that are inputs and no others: what an earlier build left there is not the model's.</summary>
    public HuggingFaceModel Open(StageContext context) => HuggingFaceModel.Open(Folder, context.Inputs("model"));

    /// <summary>Finds it among the inputs.</summary>
    /// <exception cref="SynthException"><see cref="Codes.ModelNotFound"/>.</exception>
    public static ModelSource Of(StageContext context)
    {
        var files = context.Inputs("model");
        if (files is [var only] && only.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase))
            return new(Path.GetDirectoryName(only)!, only);
        var config = files.FirstOrDefault(file => Path.GetFileName(file) == "config.json")
            ?? throw new SynthException(Codes.ModelNotFound, $"Stage '{context.Request.Stage}' got {files.Count} files of a model and no 'config.json' among them; name a Hugging Face folder or a .gguf file as SynthModel.");
        return new(Path.GetDirectoryName(config)!, null);
    }
}
