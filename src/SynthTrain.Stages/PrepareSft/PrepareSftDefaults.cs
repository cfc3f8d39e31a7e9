namespace SynthTrain.Stages.PrepareSft;

/// <summary>What the stage <c>preparesft</c> does unless the project says otherwise.</summary>
public static class PrepareSftDefaults
{
    /// <summary>Decides which prompts the eval suite draws.</summary>
    public const int Seed = 42;

    /// <summary>Prompts of the eval suite: enough to read through by eye after each training.</summary>
    public const int SuiteSize = 20;
}
