namespace SynthTrain.Training.Generation.Json;

/// <summary>One of several; filled after it was made, so that a schema can lead back to itself.</summary>
internal sealed class ChoiceNode : GrammarNode
{
    private GrammarNode[]? _leaves;

    public List<GrammarNode> Alternatives { get; } = [];

    public override IEnumerable<Frame> Starts(int room) => (_leaves ??= [.. Leaves([])]).Where(leaf => leaf.Height <= room).SelectMany(leaf => leaf.Starts(room));

    protected override int Measure() => Alternatives.Select(alternative => alternative.Height).DefaultIfEmpty(Endless).Min();

    /// <summary>What is no choice itself; a choice that is an alternative of its own adds nothing.</summary>
    private IEnumerable<GrammarNode> Leaves(HashSet<ChoiceNode> met) => met.Add(this)
        ? Alternatives.SelectMany(alternative => alternative is ChoiceNode choice ? choice.Leaves(met) : [alternative]) : [];
}
