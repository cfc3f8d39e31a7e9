namespace SynthTrain.Models.Tokenizers;

/// <summary>Whether offsets of byte-level tokens leave out the spaces that the tokens begin and end with.</summary>
internal enum OffsetTrim
{
    None,

    /// <summary>All but one space at the very start, which may have been put there.</summary>
    KeepFirst,
    All,
}
