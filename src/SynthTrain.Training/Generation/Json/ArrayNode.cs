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

    public override IEnumerable<Frame> Starts(int room) => [new ArrayFrame(this, 0, ArrayPhase.Open, room - 1)];

    /// <summary>What may come as the next item; <see langword="null"/> = none.</summary>
    public GrammarNode? Item(int count) => count >= most ? null : count < first.Count ? first[count] : rest;

    /// <summary>One more; where any number is allowed it stops where more items make no difference.</summary>
    public int Counted(int count) => most == int.MaxValue ? Math.Min(count + 1, _counted) : count + 1;

    protected override int Measure()
    {
        var needed = first.Take(least).Select(item => item.Height);
        return Around((least > first.Count ? needed.Append(rest?.Height ?? Endless) : needed).DefaultIfEmpty(0).Max());
    }
}
