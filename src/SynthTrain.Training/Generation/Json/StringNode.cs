namespace SynthTrain.Training.Generation.Json;

/// <summary>Any text of so many characters (code points, as JSON Schema counts).</summary>
internal sealed class StringNode(int least, int most) : GrammarNode
{
    public int Least => least;

    public int Most => most;

    public override void Start(Frame? below, ICollection<Frame?> into)
    {
        if (least <= most)
            into.Add(new StringFrame(this, 0, StringPhase.Open, below));
    }
}
