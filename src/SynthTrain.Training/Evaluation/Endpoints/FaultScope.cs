namespace SynthTrain.Training.Evaluation.Endpoints;

/// <summary>How far a fault reaches.</summary>
internal enum FaultScope
{
    /// <summary>Another attempt may succeed.</summary>
    Attempt,

    /// <summary>This row gets no answer, however often it is asked.</summary>
    Row,

    /// <summary>No row gets an answer.</summary>
    Endpoint,
}
