namespace SynthTrain.Loopback.Batches;

/// <summary>How far a job is.</summary>
internal enum BatchPhase
{
    Validating,
    Running,
    Finalizing,
    Cancelling,
    Ended,
}
