using SynthTrain.Models.Tokenizers.Bpe;
using SynthTrain.Models.Tokenizers.Splitting;

namespace SynthTrain.Models.Tokenizers.Training;

/// <summary>Trains a byte-level vocabulary on texts and writes it as a <c>tokenizer.json</c>. Same texts, same file, byte for byte.</summary>
/// <remarks>Byte-pair encoding: <see href="https://arxiv.org/abs/1508.07909"/>; of equally frequent pairs the one with the smallest ids is merged first, as <see href="https://github.com/huggingface/tokenizers/blob/main/tokenizers/src/models/bpe/trainer.rs"/> does.</remarks>
public static class BpeTrainer
{
    /// <summary>Trains.</summary>
    /// <param name="texts">The texts; each is read once.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Stops between texts and merges.</param>
    /// <returns>The content of a <c>tokenizer.json</c>, which <see cref="TokenizerLoader.FromHuggingFace(byte[], string?)"/> and Hugging Face's programs read.</returns>
    /// <exception cref="ModelException">A text has a lone surrogate.</exception>
    /// <exception cref="ArgumentException">The options contradict themselves.</exception>
    public static byte[] Train(IEnumerable<string> texts, BpeTrainerOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        Check(options);
        string[] whole = [.. options.AddedTokens, .. options.SpecialTokens];
        var words = new WordCounts(whole);
        foreach (var text in texts)
        {
            cancellation.ThrowIfCancellationRequested();
            Add(words, text, options.Split);
        }

        var state = new BpeTrainingState(words, options);
        var most = options.VocabularySize - whole.Length;
        MergeUpTo(state, options.Spaces == SpaceRule.Last ? (state.Tokens.Count + most) / 2 : most, cancellation);
        if (options.Spaces == SpaceRule.Last)
        {
            state.JoinSpaces();
            MergeUpTo(state, most, cancellation);
        }

        return TokenizerWriter.Write(state.Tokens, state.Merges, options);
    }

    private static void MergeUpTo(BpeTrainingState state, int tokens, CancellationToken cancellation)
    {
        while (state.Tokens.Count < tokens && state.Merge())
            cancellation.ThrowIfCancellationRequested();
    }

    private static void Add(WordCounts words, string text, SplitRule rule)
    {
        switch (rule)
        {
            case SplitRule.Gpt2: words.Add<Gpt2Scanner>(text); break;
            case SplitRule.Llama3: words.Add<Llama3Scanner>(text); break;
            case SplitRule.SmolLm: words.Add<DigitsGpt2Scanner>(text); break;
            default: words.Add<Qwen2Scanner>(text); break;
        }
    }

    private static void Check(BpeTrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string[] whole = [.. options.AddedTokens, .. options.SpecialTokens];
        if (options.VocabularySize < 256 + whole.Length)
            throw new ArgumentException($"a vocabulary of '{options.VocabularySize}' tokens is too small: there are 256 bytes and {whole.Length} added and special tokens", nameof(options));
        if (whole.Any(string.IsNullOrEmpty) || whole.Distinct().Count() != whole.Length)
            throw new ArgumentException("added and special tokens must be different and not empty", nameof(options));
        if (whole.Any(token => ByteAlphabet.Bytes(token) is { Length: 1 }))
            throw new ArgumentException("an added or special token must be longer than one byte", nameof(options));
        if (options.BeginToken is { } begin && !options.SpecialTokens.Contains(begin))
            throw new ArgumentException($"the begin token '{begin}' must be one of the special tokens", nameof(options));
        if (options.MaxTokenLength < 1 || options.MinFrequency < 1)
            throw new ArgumentException("the longest token and the least frequency must be 1 or more", nameof(options));
    }
}
