using System.Numerics;

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

    /// <summary>What items are when no two may be equal; <see langword="null"/> = equal ones are fine.</summary>
    public IReadOnlyList<LiteralNode>? Different { get; init; }

    /// <summary>Whether different items come in the order of <see cref="Different"/>, and nothing has a space before it.</summary>
    public bool IsCanonical { get; init; }

    /// <summary>Whether a different item may be added so that there are enough left for the fewest.</summary>
    /// <param name="seen">Those that are there, a bit each.</param>
    /// <param name="index">The item's place.</param>
    public bool CanAdd(BigInteger seen, int index)
    {
        return BigInteger.PopCount(seen) < most && IsFree(seen, index) && (!IsCanonical || BigInteger.PopCount(seen) + (Different!.Count - index) >= least);
    }

    /// <summary>Whether a different item is not there, and none is behind which it may not come.</summary>
    /// <param name="seen">Those that are there, a bit each.</param>
    /// <param name="index">The item's place.</param>
    public bool IsFree(BigInteger seen, int index) => IsCanonical ? (seen >> index).IsZero : ((seen >> index) & BigInteger.One).IsZero;

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
