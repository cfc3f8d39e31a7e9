namespace SynthTrain.Worker.Estimating;

/// <summary>What one stage will take, about.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Work">What it does, in words.</param>
internal sealed record StageEstimate(string Stage, string Work)
{
    /// <summary>Of a stage that need not run.</summary>
    public static StageEstimate Current(string stage) => new(stage, "current, nothing to do") { IsCurrent = true, Seconds = 0, Cost = 0 };

    /// <summary>Whether nothing is to be done.</summary>
    public bool IsCurrent { get; init; }

    /// <summary>What it runs on.</summary>
    public string Resource { get; init; } = "processor";

    /// <summary>Seconds; null when they are not known.</summary>
    public double? Seconds { get; init; }

    /// <summary>US dollars; null when they are not known.</summary>
    public decimal? Cost { get; init; } = 0;
}
