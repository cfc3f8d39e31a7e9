namespace SynthTrain.Models.Tokenizers.Training;

/// <summary>Whether tokens of a byte-level vocabulary may begin with a space.</summary>
public enum SpaceRule
{
    /// <summary>A space is merged like any byte, as everywhere.</summary>
    Joined,

    /// <summary>No token but the space itself has one: a word has the same tokens at the start of a text, after a space and after a quote, so that a small model can copy it.</summary>
    Apart,

    /// <summary>
    /// Words are made first, from half of the merges, and then their beginnings once more with a space before them, the most frequent first: a word is divided into the same pieces everywhere, and the first of them has a twin
    /// with the space in it. Where fewer beginnings occur often enough than there are merges left, the vocabulary stays smaller than was asked for.
    /// </summary>
    Last,
}
