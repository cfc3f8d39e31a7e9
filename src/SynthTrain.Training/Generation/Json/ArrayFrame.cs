using System.Numerics;

namespace SynthTrain.Training.Generation.Json;

/// <summary>A list: items with commas between, behind which one space may stand.</summary>
/// <param name="Node">Which lists there may be.</param>
/// <param name="Count">Items so far, as far as they make a difference.</param>
/// <param name="Phase">Where the next byte stands.</param>
/// <param name="Room">Objects and lists that may stand inside one another in an item.</param>
internal sealed record ArrayFrame(ArrayNode Node, int Count, ArrayPhase Phase, int Room) : Frame
{
    /// <summary>Items that are there, a bit each, where all must differ.</summary>
    public BigInteger Seen { get; init; }

    public override void Step(byte next, AutomatonState below, StepResult into)
    {
        if (Phase == ArrayPhase.Open)
        {
            if (next == '[')
                into.Go(this with { Phase = ArrayPhase.First }, below);
            return;
        }

        if (next == ']' && Count >= Node.Least)
            into.Leave(below);
        else if (Node.Different is { } different)
            AddDifferent(different, next, below, into);
        else if (Node.Item(Count) is { } item && item.Height <= Room)
            Add(item, next, below, into);
    }

    public override int Least(CompletionCosts costs)
    {
        if (Phase == ArrayPhase.Open)
            return CompletionCosts.Sum(costs.Byte('['), (this with { Phase = ArrayPhase.First }).Least(costs));
        var needed = Math.Max(0, Node.Least - Count);
        var items = Node.Different is { } different
            ? CompletionCosts.Cheapest(different.Where((_, index) => Node.IsFree(Seen, index)).Select(item => costs.Of(item, Room)), needed)
            : CompletionCosts.Cheapest(Enumerable.Range(Count, needed).Select(count => costs.Of(Node.Item(count), Room)), needed);
        var commas = Phase == ArrayPhase.First ? Math.Max(0, needed - 1) : needed;
        return CompletionCosts.Sum(items, (long)commas * costs.Byte(','), costs.Byte(']'));
    }

    private void Add(GrammarNode item, byte next, AutomatonState below, StepResult into)
    {
        if (Phase == ArrayPhase.After && next != ',')
            return;
        var after = into.Push(this with { Phase = ArrayPhase.After, Count = Node.Counted(Count) }, below);
        if (Phase == ArrayPhase.After)
        {
            into.Go(new SpaceFrame(item, Room) { IsFree = !Node.IsCanonical }, after);
            return;
        }

        foreach (var start in item.Starts(Room))
            start.Step(next, after, into);
    }

    /// <summary>Each item that is not there yet begins a list of its own, in which it is.</summary>
    private void AddDifferent(IReadOnlyList<LiteralNode> items, byte next, AutomatonState below, StepResult into)
    {
        for (var index = 0; index < items.Count; index++)
        {
            if (!Node.CanAdd(Seen, index))
                continue;
            var list = this with { Seen = Seen | (BigInteger.One << index) };
            list.Add(items[index], next, below, into);
        }
    }
}
