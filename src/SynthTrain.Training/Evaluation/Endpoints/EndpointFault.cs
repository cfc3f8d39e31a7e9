namespace SynthTrain.Training.Evaluation.Endpoints;

/// <summary>An attempt that failed.</summary>
/// <param name="message">What happened, as a sentence.</param>
/// <param name="scope">What it means for the row and the others.</param>
internal sealed class EndpointFault(string message, FaultScope scope) : Exception(message)
{
    public FaultScope Scope { get; } = scope;

    /// <summary>How long the server asks to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
