using SynthTrain.Core.Diagnostics;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Models.Tokenizers;

namespace SynthTrain.Training.BaseModels;

/// <summary>Holds a tokenizer against an embedding. More rows than tokens are padding, which is common; more tokens than rows would read beside the table.</summary>
internal static class VocabularyFit
{
    /// <exception cref="SynthException"><see cref="Codes.VocabularyMismatch"/>.</exception>
    public static void Check(string name, ModelTokenizer tokenizer, ModelConfig config)
    {
        if (tokenizer.VocabularySize <= config.VocabularySize)
            return;
        var first = Enumerable.Range(config.VocabularySize, tokenizer.VocabularySize - config.VocabularySize).Select(tokenizer.IdToToken).OfType<string>().FirstOrDefault();
        throw new SynthException(
            Codes.VocabularyMismatch,
            $"The tokenizer of '{name}' has tokens up to id {tokenizer.VocabularySize - 1}{(first is null ? "" : $", such as '{first}'")}, but its embedding has {config.VocabularySize} rows ('vocab_size'). Use the tokenizer that the model was trained with, or give the embedding rows for the new tokens (resize_token_embeddings in transformers).");
    }
}
