namespace SynthTrain.Loopback.Faults;

/// <summary>What goes wrong with one request.</summary>
internal sealed record ActiveFault(FaultKind Kind, FaultRule Rule);
