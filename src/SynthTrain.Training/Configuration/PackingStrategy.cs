namespace SynthTrain.Training.Configuration;

/// <summary>How rows are put together up to the limit; TRL's names.</summary>
public enum PackingStrategy
{
    /// <summary><c>bfd</c>: the longest first, each into the fullest row that still has room; rows stay whole.</summary>
    Bfd,

    /// <summary><c>bfd_split</c>: as <see cref="Bfd"/>, and what is longer than the limit is cut into several rows instead of being treated as overlong.</summary>
    BfdSplit,

    /// <summary><c>wrapped</c>: one stream cut at the limit, without borders: a row sees what stands before it.</summary>
    Wrapped,
}
