namespace SynthTrain.Training.Generation.Json;

/// <summary>The document is finished.</summary>
internal sealed record EndFrame : Frame
{
    public static EndFrame Instance { get; } = new();

    public override void Step(byte next, AutomatonState below, StepResult into)
    {
    }

    public override int Least(CompletionCosts costs) => 0;
}
