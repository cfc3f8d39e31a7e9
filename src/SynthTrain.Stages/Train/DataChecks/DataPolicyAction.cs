namespace SynthTrain.Stages.Train.DataChecks;

/// <summary>What a training does about rows that it should not have.</summary>
internal enum DataPolicyAction
{
    /// <summary>Stops before the model is opened.</summary>
    Fail,

    /// <summary>Says so and trains.</summary>
    Warn,

    /// <summary>Trains.</summary>
    Ignore,
}
