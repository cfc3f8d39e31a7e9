namespace SynthTrain.Stages.Evaluate;

/// <summary>What holds where the project says nothing; the targets file has the same.</summary>
internal static class EvaluateDefaults
{
    /// <summary>Longer answers are cut, and count as they are.</summary>
    public const int MaxTokens = 256;

    /// <summary>The steps from the trained model to the file that most people run.</summary>
    public static readonly string[] GateTypes = ["f16", "q8_0", "q4_k_m"];

    /// <summary>The entry that makes no step at all.</summary>
    public const string NoGate = "none";

    /// <summary>Rows whose answers are timed: enough for a percentile, and a second or two of a small model.</summary>
    public const int TimedRows = 50;

    /// <summary>Rows at a time at an endpoint: llama-server's own default of slots.</summary>
    public const int EndpointConcurrency = 4;
}
