namespace SynthTrain.Teachers.Resilience;

/// <summary>A request was not sent because the endpoint failed again and again. Never leaves the chain.</summary>
internal sealed class CircuitOpenException(string message, Exception? inner) : Exception(message, inner);
