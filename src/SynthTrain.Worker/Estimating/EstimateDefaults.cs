namespace SynthTrain.Worker.Estimating;

/// <summary>What an estimate assumes where nothing says it; <c>docs/verbs/TrainAll.md</c> lists them.</summary>
internal static class EstimateDefaults
{
    /// <summary>Bytes of text for each token.</summary>
    public const double BytesPerToken = 3.5;

    /// <summary>Tokens that a chat template puts around a message.</summary>
    public const double TokensPerMessage = 5;

    /// <summary>Tokens of a row that is not there yet.</summary>
    public const double TokensPerRow = 100;

    /// <summary>Tokens of a request to a command line with its answer, where it is not there yet.</summary>
    public const double TokensPerExample = 45;

    /// <summary>What is left of a row's tokens in a vocabulary of its own that holds whole pieces of answers: 26 of 45 with <c>samples/Clitron</c>.</summary>
    public const double AnswerTokensShare = 0.6;

    /// <summary>The share of a row's tokens that are the answer.</summary>
    public const double AnswerShare = 0.4;

    /// <summary>Seconds of a model's reply.</summary>
    public const double SecondsPerCall = 5;

    /// <summary>Seconds of the offline teacher's reply.</summary>
    public const double SecondsPerOfflineCall = 0.005;

    /// <summary>Seconds of a row in a stage that asks nobody.</summary>
    public const double SecondsPerRow = 1e-4;

    /// <summary>Seconds until a stage works.</summary>
    public const double SecondsToStart = 0.5;

    /// <summary>How many times as many answers come when rows are answered in groups: 200 a second against 40, with 3.5M weights, two groups of 32 rows on two threads [docs/LOG.md, "Answers in groups"].</summary>
    public const double GroupSpeed = 5;

    /// <summary>Rows of the first set that Evaluate asks each model once more, one by one, for the time of an answer.</summary>
    public const double TimedRows = 50;

    /// <summary>Steps of the gate where the stage names none.</summary>
    public const int GateSteps = 3;

    /// <summary>Weights a second of Quantize: 247M took 2.9 s on two threads [docs/LOG.md, "Quantizing"].</summary>
    public const double WeightsPerSecond = 85e6;

    /// <summary>Bytes of a weight in a repository of the hub.</summary>
    public const double BytesPerWeight = 2;
}
