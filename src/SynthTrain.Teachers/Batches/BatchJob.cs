namespace SynthTrain.Teachers.Batches;

/// <summary>A job as its provider tells of it.</summary>
/// <param name="Id">The provider's name for it.</param>
/// <param name="IsRunning">Whether results may still come.</param>
/// <param name="State">The provider's own word for how it stands.</param>
public sealed record BatchJob(string Id, bool IsRunning, string State)
{
    /// <summary>The hash that it was submitted with; null when it has none, or the provider keeps none.</summary>
    public string? Hash { get; init; }

    /// <summary>How many requests it has; null when the provider does not say.</summary>
    public int? Requests { get; init; }

    /// <summary>How many of them are done.</summary>
    public int Done { get; init; }

    /// <summary>When it was made; null when the provider does not say.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Where its results are, in the provider's terms; empty when there are none.</summary>
    public IReadOnlyList<string> Results { get; init; } = [];

    /// <summary>Results that came with the job itself; null for none.</summary>
    public ReadOnlyMemory<byte>? Inline { get; init; }

    /// <summary>What the provider says of a failure.</summary>
    public string? Message { get; init; }
}
