namespace SynthTrain.Models.Tokenizers;

/// <summary>A token beside the model's vocabulary, matched in the text before anything is split.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">How it is written.</param>
/// <remarks>Meanings of the switches: <see href="https://huggingface.co/docs/tokenizers/api/added-tokens"/>.</remarks>
public sealed record AddedToken(int Id, string Content)
{
    /// <summary>Matches whole words only.</summary>
    public bool SingleWord { get; init; }

    /// <summary>Takes the white space before it.</summary>
    public bool LStrip { get; init; }

    /// <summary>Takes the white space after it.</summary>
    public bool RStrip { get; init; }

    /// <summary>Is matched in the normalized text.</summary>
    public bool Normalized { get; init; }

    /// <summary>Left out when decoding without special tokens, and not matched when special tokens in the text are not parsed.</summary>
    public bool Special { get; init; }
}
