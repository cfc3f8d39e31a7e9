namespace SynthTrain.Training.Generation.Json;

/// <summary>A value before which one space may stand.</summary>
/// <param name="Node">The value.</param>
/// <param name="Room">Objects and lists that may still stand inside one another.</param>
internal sealed record SpaceFrame(GrammarNode Node, int Room) : Frame
{
    /// <summary>Whether a space may stand there at all.</summary>
    public bool IsFree { get; init; } = true;

    public override int Least(CompletionCosts costs) => costs.Of(Node, Room);

    public override void Step(byte next, AutomatonState below, StepResult into)
    {
        foreach (var start in Node.Starts(Room))
        {
            if (next == ' ' && IsFree)
                into.Go(start, below);
            else
                start.Step(next, below, into);
        }
    }
}
