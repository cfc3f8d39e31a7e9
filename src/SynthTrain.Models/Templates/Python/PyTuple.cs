namespace SynthTrain.Models.Templates;

/// <summary>A Python tuple.</summary>
internal sealed class PyTuple(params object?[] items)
{
    public object?[] Items { get; } = items;

    /// <summary>The tuple of <c>groupby</c>, whose two fields have names.</summary>
    public bool IsGroup { get; init; }
}
