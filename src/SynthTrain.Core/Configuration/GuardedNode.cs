namespace SynthTrain.Core.Configuration;

/// <summary>What a file's reader has begun.</summary>
/// <param name="anchor">Its anchor; empty when it has none.</param>
/// <param name="isMapping">Whether it is a mapping.</param>
/// <param name="isScalar">Whether it is a single value.</param>
/// <param name="line">1-based line where it begins.</param>
internal sealed class GuardedNode(string anchor, bool isMapping, bool isScalar, int line)
{
    public string Anchor => anchor;

    public bool IsMapping => isMapping;

    public bool IsScalar => isScalar;

    public int Line => line;

    /// <summary>Whether its end has not been read.</summary>
    public bool IsOpen { get; set; } = true;

    /// <summary>Of a mapping: whether a key comes next.</summary>
    public bool ExpectsKey { get; set; } = true;

    /// <summary>It and everything below, as far as it was read.</summary>
    public int Nodes { get; set; } = 1;
}
