using SynthTrain.Core.Diagnostics;
using SynthTrain.Training.BaseModels;

namespace SynthTrain.Training.Generation;

/// <summary>What a prompt leaves of a model's positions.</summary>
internal static class PromptRoom
{
    /// <summary>Tokens to take room for, and the most that the answer may have.</summary>
    public static long Of(LoadedModel model, IReadOnlyList<int> prompt, GenerationOptions options, out int most)
    {
        var positions = model.Config.MaxPositions;
        if (prompt.Count == 0)
            throw new SynthException(Codes.BadExample, "The prompt has no tokens; a model needs one at least to go on from, such as its start token.");
        if (prompt.Count >= positions)
            throw new SynthException(Codes.TooLong, $"The prompt has '{prompt.Count}' tokens, and the model has {positions} positions for prompt and answer together (max_position_embeddings); shorten the prompt, or take a model with more.");
        var rows = model.Config.VocabularySize;
        foreach (var token in prompt)
        {
            if (token < 0 || token >= rows)
                throw new SynthException(Codes.VocabularyMismatch, $"The prompt has the token '{token}', and the model's embedding has the rows 0 to {rows - 1}; encode it with the model's own tokenizer.");
        }

        most = Math.Min(options.MaxTokens, positions - prompt.Count);
        return prompt.Count + Math.Min(most, 256);
    }

    /// <summary>Stops where the shortest answer of a constraint may not fit.</summary>
    public static void Require(int least, int most, IReadOnlyList<int> prompt, GenerationOptions options)
    {
        if (least > options.MaxTokens)
            throw new SynthException(Codes.UnsupportedConstraint, $"At most '{options.MaxTokens}' tokens are allowed for an answer, and with this model's vocabulary the shortest one of the schema may take {least}; allow that many at least, or leave answers unconstrained.");
        if (least > most)
            throw new SynthException(Codes.TooLong, $"The prompt has '{prompt.Count}' tokens and leaves {most} of the model's positions (max_position_embeddings), and the shortest answer of the schema may take {least}; shorten the prompt, or take a model with more.");
    }
}
