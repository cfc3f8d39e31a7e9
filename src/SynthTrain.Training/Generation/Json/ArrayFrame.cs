namespace SynthTrain.Training.Generation.Json;

/// <summary>A list: items with commas between, behind which one space may stand.</summary>
internal sealed record ArrayFrame(ArrayNode Node, int Count, ArrayPhase Phase, Frame? Below) : Frame
{
    public override void Step(byte next, ICollection<Frame?> into)
    {
        if (Phase == ArrayPhase.Open)
        {
            if (next == '[')
                into.Add(this with { Phase = ArrayPhase.First });
            return;
        }

        if (next == ']' && Count >= Node.Least)
            into.Add(Below);
        if (Node.Item(Count) is not { } item)
            return;
        var after = this with { Phase = ArrayPhase.After, Count = Node.Counted(Count) };
        if (Phase == ArrayPhase.After)
        {
            if (next == ',')
                into.Add(new SpaceFrame(item, after));
            return;
        }

        var starts = new List<Frame?>();
        item.Start(after, starts);
        foreach (var start in starts)
            start!.Step(next, into);
    }
}
