namespace SynthTrain.Training.Generation.Json;

/// <summary>One of several; filled after it was made, so that a schema can lead back to itself.</summary>
internal sealed class ChoiceNode : GrammarNode
{
    public List<GrammarNode> Alternatives { get; } = [];

    public override void Start(Frame? below, ICollection<Frame?> into)
    {
        foreach (var alternative in Alternatives)
            alternative.Start(below, into);
    }
}
