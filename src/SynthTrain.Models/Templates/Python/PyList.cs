namespace SynthTrain.Models.Templates;

/// <summary>A Python list. The sandbox lets no template change one, so it never changes.</summary>
internal sealed class PyList(IReadOnlyList<object?> items)
{
    public IReadOnlyList<object?> Items { get; } = items;

    public int Count => Items.Count;
}
