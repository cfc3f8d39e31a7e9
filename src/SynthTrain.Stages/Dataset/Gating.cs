namespace SynthTrain.Stages.Dataset;

/// <summary>What an answer must be to enter the data set.</summary>
public enum Gating
{
    /// <summary>It parses and follows the schema.</summary>
    Lenient,

    /// <summary>Besides, it has the payload type that was asked for, its critique could be read, and each issue of the critique was acted upon.</summary>
    Strict,
}
