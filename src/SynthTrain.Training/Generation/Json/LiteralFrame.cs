namespace SynthTrain.Training.Generation.Json;

/// <summary>Bytes that are given.</summary>
/// <param name="Text">All of them; the same array wherever the same place of a schema is meant.</param>
/// <param name="At">How many are written.</param>
internal sealed record LiteralFrame(byte[] Text, int At) : Frame
{
    public override int Least(CompletionCosts costs) => costs.Text(Text, At);

    public override void Step(byte next, AutomatonState below, StepResult into)
    {
        if (next != Text[At])
            return;
        if (At + 1 == Text.Length)
            into.Leave(below);
        else
            into.Go(this with { At = At + 1 }, below);
    }
}
