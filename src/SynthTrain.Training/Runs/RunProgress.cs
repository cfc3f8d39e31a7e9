namespace SynthTrain.Training.Runs;

/// <summary>Where a run stands between two steps: with the weights and the optimizer's memory all that it needs to go on as if it had never stopped.</summary>
/// <remarks>There is no state of random numbers: each micro-step seeds them by (seed, number of the micro-step).</remarks>
public sealed record RunProgress
{
    /// <summary>Optimizer steps done.</summary>
    public int Step { get; init; }

    /// <summary>The epoch that goes on, from 0.</summary>
    public int Epoch { get; init; }

    /// <summary>Micro-batches of that epoch done.</summary>
    public int Position { get; init; }

    /// <summary>Micro-batches done in all epochs.</summary>
    public long MicroSteps { get; init; }

    /// <summary>Tokens seen.</summary>
    public long Tokens { get; init; }

    /// <summary>The step after which validation data was last asked; -1 = never.</summary>
    public int EvaluatedStep { get; init; } = -1;

    /// <summary>The lowest validation loss.</summary>
    public double? BestLoss { get; init; }

    /// <summary>The step that had it.</summary>
    public int BestStep { get; init; }

    /// <summary>The last validation loss.</summary>
    public double? EvaluationLoss { get; init; }

    /// <summary>Evaluations in a row without an improvement.</summary>
    public int Worse { get; init; }

    /// <summary>Whether patience ended.</summary>
    public bool Stopped { get; init; }

    /// <summary>The first step's loss.</summary>
    public double FirstLoss { get; init; }

    /// <summary>The last step's loss.</summary>
    public double LastLoss { get; init; }

    /// <summary>Sum of the losses of all steps.</summary>
    public double TotalLoss { get; init; }

    /// <summary>Sums since the last logged step.</summary>
    public RunSums Sums { get; init; } = new();
}
