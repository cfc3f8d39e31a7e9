namespace SynthTrain.Core.Rows;

/// <summary>Names and defaults of the options that every row stage has.</summary>
public static class RowDefaults
{
    /// <summary>Rows under way, and requests in flight, at a time. A setting: it shapes no byte.</summary>
    public const string ConcurrencyOption = "concurrency";

    /// <summary>Default of <see cref="ConcurrencyOption"/>: what the smallest paid tiers of providers allow.</summary>
    public const int Concurrency = 8;

    /// <summary>Largest <see cref="ConcurrencyOption"/>.</summary>
    public const int MaxConcurrency = 4096;

    /// <summary>Whether rejected rows are asked again; default false, since asking again is not resuming.</summary>
    public const string RetryRejectedOption = "retry_rejected";

    /// <summary>Role of the side file with rejected rows.</summary>
    public const string RejectedRole = "rejected";

    /// <summary>Role of the side file with counts.</summary>
    public const string StatsRole = "stats";

    /// <summary>Warnings about single rows, for each reason.</summary>
    public const int WarningsPerReason = 20;
}
