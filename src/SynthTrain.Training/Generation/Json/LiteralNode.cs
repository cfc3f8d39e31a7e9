namespace SynthTrain.Training.Generation.Json;

/// <summary>A value that is written in one way: <c>true</c>, or one of an enumeration.</summary>
/// <param name="text">Its JSON.</param>
/// <param name="levels">Objects and lists inside one another in it.</param>
internal sealed class LiteralNode(byte[] text, int levels) : GrammarNode
{
    public override IEnumerable<Frame> Starts(int room) => [new LiteralFrame(text, 0)];

    protected override int Measure() => levels;
}
