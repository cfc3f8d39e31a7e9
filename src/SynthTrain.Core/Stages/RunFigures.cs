namespace SynthTrain.Core.Stages;

/// <summary>Figures of one execution; they stand in the manifest's <c>run</c> section and nothing hashes them.</summary>
public sealed record RunFigures
{
    /// <summary>Requests sent to a teacher.</summary>
    public long Requests { get; init; }

    /// <summary>Requests answered by the reply cache.</summary>
    public long CacheHits { get; init; }

    /// <summary>Rows taken from the journal.</summary>
    public long RowsReused { get; init; }

    /// <summary>Tokens sent by requests of this execution.</summary>
    public long InputTokens { get; init; }

    /// <summary>Tokens received by requests of this execution.</summary>
    public long OutputTokens { get; init; }

    /// <summary>US dollars of requests of this execution; null when no price is known.</summary>
    public decimal? Cost { get; init; }
}
