namespace SynthTrain.Training.Generation.Json;

/// <summary>Bytes that are given.</summary>
/// <param name="Text">All of them; the same array wherever the same place of a schema is meant.</param>
/// <param name="At">How many are written.</param>
internal sealed record LiteralFrame(byte[] Text, int At, Frame? Below) : Frame
{
    public override void Step(byte next, ICollection<Frame?> into)
    {
        if (next == Text[At])
            into.Add(At + 1 == Text.Length ? Below : this with { At = At + 1 });
    }
}
