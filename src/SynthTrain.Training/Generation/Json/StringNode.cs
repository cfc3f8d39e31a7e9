namespace SynthTrain.Training.Generation.Json;

/// <summary>Any text of so many characters (code points, as JSON Schema counts).</summary>
internal sealed class StringNode(int least, int most) : GrammarNode
{
    public int Least => least;

    public int Most => most;

    public override IEnumerable<Frame> Starts(int room) => [new StringFrame(this, 0, StringPhase.Open)];

    protected override int Measure() => 0;
}
