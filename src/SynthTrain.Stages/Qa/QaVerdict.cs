namespace SynthTrain.Stages.Qa;

/// <summary>Why a row is rejected.</summary>
/// <param name="Reason">One of <see cref="QaReason"/>.</param>
/// <param name="Detail">What a person needs to see why.</param>
internal sealed record QaVerdict(string Reason, string Detail);
