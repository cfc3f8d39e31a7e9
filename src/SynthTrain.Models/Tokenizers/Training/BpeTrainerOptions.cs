namespace SynthTrain.Models.Tokenizers.Training;

/// <summary>How to train a byte-level vocabulary.</summary>
/// <param name="VocabularySize">All tokens: 256 bytes, merges, added and special tokens; fewer when the texts have no more pairs. From 256 on.</param>
public sealed record BpeTrainerOptions(int VocabularySize)
{
    /// <summary>Tokens such as <c>&lt;|im_start|&gt;</c>, which get the last ids. They are cut out of the texts before counting. Default: none.</summary>
    public IReadOnlyList<string> SpecialTokens { get; init; } = [];

    /// <summary>Texts that are one token each wherever they stand, and are written when decoding: ids before those of <see cref="SpecialTokens"/>. Default: none.</summary>
    public IReadOnlyList<string> AddedTokens { get; init; } = [];

    /// <summary>The special token that is put before every text; <see langword="null"/> (the default) for none.</summary>
    public string? BeginToken { get; init; }

    /// <summary>How often a pair must occur to be merged. Default: 2.</summary>
    public int MinFrequency { get; init; } = 2;

    /// <summary>What splits texts into words. Default: <see cref="SplitRule.Qwen2"/>, whose single digits suit small models.</summary>
    public SplitRule Split { get; init; } = SplitRule.Qwen2;

    /// <summary>Where spaces go. Default: <see cref="SpaceRule.Joined"/>, as everywhere.</summary>
    public SpaceRule Spaces { get; init; }

    /// <summary>The most bytes of one token. Default: 64.</summary>
    public int MaxTokenLength { get; init; } = 64;
}
