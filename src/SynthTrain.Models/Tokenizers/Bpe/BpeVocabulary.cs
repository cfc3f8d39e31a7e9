namespace SynthTrain.Models.Tokenizers.Bpe;

/// <summary>What a byte-pair model is made of, as its file has it.</summary>
internal sealed record BpeVocabulary(IReadOnlyList<(string Token, int Id)> Tokens, IReadOnlyList<(string Left, string Right)> Merges)
{
    public string? UnknownToken { get; init; }

    public bool FuseUnknown { get; init; }

    public bool ByteFallback { get; init; }

    /// <summary>A word that is a token is that token, whatever its merges.</summary>
    public bool IgnoreMerges { get; init; }

    /// <summary>Where the merges stand, for messages.</summary>
    public Func<int, (int Line, int Column)> MergePosition { get; init; } = _ => (0, 0);

    public string? File { get; init; }
}
