namespace SynthTrain.Training.Generation.Json;

/// <summary>A value before which one space may stand.</summary>
internal sealed record SpaceFrame(GrammarNode Node, Frame? Below) : Frame
{
    public override void Step(byte next, ICollection<Frame?> into)
    {
        var starts = new List<Frame?>();
        Node.Start(Below, starts);
        foreach (var start in starts)
        {
            if (next == ' ')
                into.Add(start);
            else
                start!.Step(next, into);
        }
    }
}
