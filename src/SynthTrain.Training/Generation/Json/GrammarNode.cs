namespace SynthTrain.Training.Generation.Json;

/// <summary>What a place of a document may hold.</summary>
internal abstract class GrammarNode
{
    /// <summary>What <see cref="Height"/> is where no value comes to an end.</summary>
    public const int Endless = int.MaxValue;

    /// <summary>The fewest objects and lists inside one another that a value can do with.</summary>
    public int Height { get; private set; } = Endless;

    /// <summary>Takes the height from those of the nodes inside; asked of all nodes until none changes, as grammars lead back to themselves.</summary>
    /// <returns>Whether it changed.</returns>
    public bool Settle()
    {
        var before = Height;
        Height = Measure();
        return Height != before;
    }

    /// <summary>Begins a value.</summary>
    /// <param name="room">Objects and lists that may still stand inside one another; at least <see cref="Height"/>.</param>
    /// <returns>Every frame to begin with.</returns>
    public abstract IEnumerable<Frame> Starts(int room);

    protected abstract int Measure();

    /// <summary>The height of an object or list around what has a height.</summary>
    protected static int Around(int inner) => inner == Endless ? Endless : inner + 1;
}
