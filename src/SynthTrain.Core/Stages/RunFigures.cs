namespace SynthTrain.Core.Stages;

/// <summary>Figures of one execution; they stand in the manifest's <c>run</c> section and nothing hashes them.</summary>
public sealed record RunFigures
{
    /// <summary>Requests sent to a teacher, those that were tried again included.</summary>
    public long Requests { get; init; }

    /// <summary>Requests answered by the reply cache.</summary>
    public long CacheHits { get; init; }

    /// <summary>Rows taken from the journal.</summary>
    public long RowsReused { get; init; }

    /// <summary>Tokens sent by requests of this execution.</summary>
    public long InputTokens { get; init; }

    /// <summary>Tokens received by requests of this execution.</summary>
    public long OutputTokens { get; init; }

    /// <summary>US dollars of requests of this execution, or of the machine's time where its hours have a price; null when no price is known.</summary>
    public decimal? Cost { get; init; }

    /// <summary>The figures above by model; empty for teachers that are no models.</summary>
    public IReadOnlyList<ModelFigures> Models { get; init; } = [];

    /// <summary>What the stage has cost since the count began, by model: this execution and the interrupted ones before it.</summary>
    public IReadOnlyList<ModelFigures> SinceCountBegan { get; init; } = [];

    /// <summary>Times and rates in words, in the order to print them: figures that another machine, or another day, gives otherwise.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Notes { get; init; } = [];

    /// <summary>Replies that came from a later model of the chain, by the earlier one and why it did not answer.</summary>
    public IReadOnlyDictionary<string, long> Fallbacks { get; init; } = new SortedDictionary<string, long>(StringComparer.Ordinal);
}
