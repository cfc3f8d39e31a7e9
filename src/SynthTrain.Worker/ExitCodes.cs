namespace SynthTrain.Worker;

/// <summary>What the worker's exit code says.</summary>
internal static class ExitCodes
{
    /// <summary>The stage is done.</summary>
    public const int Done = 0;

    /// <summary>A coded error was reported.</summary>
    public const int Failed = 1;

    /// <summary>Interrupted; what was done is kept (128 + SIGINT).</summary>
    public const int Interrupted = 130;
}
