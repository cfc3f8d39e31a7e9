using SynthTrain.Models.Gguf;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Models.Tokenizers;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Decoder;

namespace SynthTrain.Training.Tests.Support;

/// <summary>Golden models, opened without end tokens: the recorded answers had none.</summary>
internal static class GoldenModel
{
    public static LoadedModel Open(string path, bool ends = false)
    {
        using var folder = HuggingFaceModel.Open(Golden.Require(path));
        return new()
        {
            Decoder = DecoderLoader.Load(folder),
            Tokenizer = TokenizerLoader.FromHuggingFace(folder.Tokenizer.TokenizerJson!),
            EndTokens = ends ? folder.GenerationConfig?.EosTokenIds ?? folder.Config.EosTokenIds : [],
        };
    }

    public static LoadedModel OpenGguf(string path, bool ends = false)
    {
        using var file = GgufModel.Open(Golden.Require(path));
        return new() { Decoder = DecoderLoader.Load(file.Config, file.ReadFloats), Tokenizer = file.Tokenizer, EndTokens = ends ? file.EndTokens : [] };
    }
}
