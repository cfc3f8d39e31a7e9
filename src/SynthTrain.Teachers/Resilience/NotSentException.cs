namespace SynthTrain.Teachers.Resilience;

/// <summary>A request was given up before it was sent: it costs nothing.</summary>
internal sealed class NotSentException(CancellationToken cancellationToken) : OperationCanceledException("The request was given up before it was sent.", cancellationToken);
