namespace SynthTrain.Teachers.Limits;

/// <summary>What may be sent in any window.</summary>
/// <param name="Window">The window, in ticks of the clock.</param>
/// <param name="Requests">Requests; null for no limit.</param>
/// <param name="Tokens">Tokens; null for no limit.</param>
internal readonly record struct LogRates(long Window, int? Requests, long? Tokens);
