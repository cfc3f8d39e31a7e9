namespace SynthTrain.Training.Generation.Json;

/// <summary>Where in a list the next byte stands.</summary>
internal enum ArrayPhase
{
    /// <summary>Before its bracket.</summary>
    Open,

    /// <summary>Behind its bracket.</summary>
    First,

    /// <summary>Behind an item.</summary>
    After,
}
