namespace SynthTrain.Training.Generation.Json;

/// <summary>A value that is written in one way: <c>true</c>, or one of an enumeration.</summary>
/// <param name="text">Its JSON.</param>
internal sealed class LiteralNode(byte[] text) : GrammarNode
{
    public override void Start(Frame? below, ICollection<Frame?> into) => into.Add(new LiteralFrame(text, 0, below));
}
