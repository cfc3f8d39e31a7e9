namespace SynthTrain.Training.Generation.Json;

/// <summary>A list.</summary>
/// <param name="first">What the first items are.</param>
/// <param name="rest">What the others are; <see langword="null"/> = there are none.</param>
/// <param name="least">The fewest items.</param>
/// <param name="most">The most.</param>
internal sealed class ArrayNode(IReadOnlyList<GrammarNode> first, GrammarNode? rest, int least, int most) : GrammarNode
{
    private readonly int _counted = Math.Max(least, first.Count);

    public int Least => least;

    public override void Start(Frame? below, ICollection<Frame?> into) => into.Add(new ArrayFrame(this, 0, ArrayPhase.Open, below));

    /// <summary>What may come as the next item; <see langword="null"/> = none.</summary>
    public GrammarNode? Item(int count) => count >= most ? null : count < first.Count ? first[count] : rest;

    /// <summary>One more; where any number is allowed it stops where more items make no difference.</summary>
    public int Counted(int count) => most == int.MaxValue ? Math.Min(count + 1, _counted) : count + 1;
}
