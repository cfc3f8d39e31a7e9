using System.Globalization;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Models.Tokenizers;

namespace SynthTrain.Training.Data;

/// <summary>Holds a tokenizer against the embedding that its tokens are looked up in.</summary>
internal static class VocabularyCheck
{
    /// <summary>Fails where a token has no row.</summary>
    /// <exception cref="SynthException"><see cref="Codes.VocabularyMismatch"/>.</exception>
    public static void Check(ModelTokenizer tokenizer, ModelConfig config)
    {
        if (tokenizer.VocabularySize > config.VocabularySize)
        {
            throw new SynthException(Codes.VocabularyMismatch, string.Create(
                CultureInfo.InvariantCulture,
                $"The tokenizer has tokens up to {tokenizer.VocabularySize - 1}, such as '{tokenizer.IdToToken(tokenizer.VocabularySize - 1)}', and the model's embedding has {config.VocabularySize} rows ('vocab_size'); use the tokenizer that the model came with."));
        }
    }
}
