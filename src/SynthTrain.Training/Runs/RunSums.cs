namespace SynthTrain.Training.Runs;

/// <summary>Sums over the steps since the last logged one.</summary>
public sealed record RunSums
{
    /// <summary>How many steps.</summary>
    public int Steps { get; init; }

    /// <summary>Their losses.</summary>
    public double Loss { get; init; }

    /// <summary>Their metrics by name.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new SortedDictionary<string, double>(StringComparer.Ordinal);

    /// <summary>With one step more.</summary>
    internal RunSums With(StepResult step)
    {
        var metrics = new SortedDictionary<string, double>(Metrics.ToDictionary(), StringComparer.Ordinal);
        foreach (var (name, value) in step.Metrics)
            metrics[name] = metrics.GetValueOrDefault(name) + value;
        return new RunSums { Steps = Steps + 1, Loss = Loss + step.Loss, Metrics = metrics };
    }
}
