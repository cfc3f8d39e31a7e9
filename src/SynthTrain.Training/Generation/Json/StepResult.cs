namespace SynthTrain.Training.Generation.Json;

/// <summary>The stacks that a byte leads to; those with the same top are put together, so that there are never more of them than places of the grammar (a graph-structured stack, Tomita 1987).</summary>
/// <param name="automaton">Keeps equal sets one object.</param>
internal sealed class StepResult(JsonAutomaton automaton)
{
    private readonly Dictionary<Frame, AutomatonState> _tops = [];

    /// <summary>The set.</summary>
    public AutomatonState State => automaton.Set(_tops.Select(top => new StackTop(top.Key, top.Value)));

    /// <summary>Goes on with a frame.</summary>
    public void Go(Frame head, AutomatonState below) => _tops[head] = _tops.TryGetValue(head, out var other) ? automaton.Union(other, below) : below;

    /// <summary>Goes on with what stands below.</summary>
    public void Leave(AutomatonState below)
    {
        foreach (var top in below.Tops)
            Go(top.Head, top.Below);
    }

    /// <summary>A frame put on others, to stand below what is written first.</summary>
    public AutomatonState Push(Frame head, AutomatonState below) => automaton.Set([new(head, below)]);
}
