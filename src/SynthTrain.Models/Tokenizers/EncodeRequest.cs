using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers;

/// <summary>What one encoding is to do.</summary>
/// <param name="ParseSpecial">Special tokens written in the text become their ids.</param>
/// <param name="AddSpecial">Start and end tokens are put around the text.</param>
internal readonly record struct EncodeRequest(bool ParseSpecial, bool AddSpecial)
{
    /// <summary>What the text may cost.</summary>
    public required TextBudget Budget { get; init; }

    public bool PreTokenize { get; init; } = true;

    public bool Normalize { get; init; } = true;

    /// <summary>Offsets leave out spaces, where the tokenizer does that.</summary>
    public bool TrimOffsets { get; init; } = true;
}
