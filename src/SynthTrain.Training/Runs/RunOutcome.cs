namespace SynthTrain.Training.Runs;

/// <summary>How a run ended; the weights are in the model.</summary>
/// <param name="Progress">Where it stopped.</param>
/// <param name="Steps">Steps that were planned; fewer were done where patience ended.</param>
/// <param name="Metrics">What was logged.</param>
public sealed record RunOutcome(RunProgress Progress, int Steps, MetricsLog Metrics)
{
    /// <summary>The step whose weights the model has: the best one's where that was asked for.</summary>
    public int WeightsOfStep { get; init; } = Progress.Step;

    /// <summary>The step at which this process took over; 0 for a run of one piece.</summary>
    public int ResumedFrom { get; init; }

    /// <summary>The mean loss of all steps.</summary>
    public double MeanLoss => Progress.Step == 0 ? 0 : Progress.TotalLoss / Progress.Step;
}
