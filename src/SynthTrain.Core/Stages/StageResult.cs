namespace SynthTrain.Core.Stages;

/// <summary>What a stage did, in numbers. Deterministic: equal for equal inputs whatever was cached.</summary>
public sealed record StageResult
{
    /// <summary>Rows read from the first input.</summary>
    public long RowsIn { get; init; }

    /// <summary>What <see cref="RowsIn"/> and <see cref="Accepted"/> count; a stage over a model counts tensors.</summary>
    public string Unit { get; init; } = "rows";

    /// <summary>Rows written to the first output.</summary>
    public long Accepted { get; init; }

    /// <summary>Rejected rows by stable reason, sorted by reason.</summary>
    public IReadOnlyDictionary<string, long> Rejected { get; init; } = new SortedDictionary<string, long>(StringComparer.Ordinal);

    /// <summary>Rows without an answer because a call failed; above 0 the output is partial and the build fails.</summary>
    public long Failed { get; init; }

    /// <summary>Replies whose JSON was cut out of a code fence or of prose.</summary>
    public long Repaired { get; init; }

    /// <summary>Replies that were right only after a correction turn.</summary>
    public long Corrected { get; init; }

    /// <summary>Set when fewer rows were done than the input has, on purpose (limit, batch).</summary>
    public string? PartialReason { get; init; }

    /// <summary>What the stage must be told to make this result again, where its inputs do not say it, such as the commit that a branch was at; the lockfile keeps it, and <see cref="StageContext.Pin"/> tells it.</summary>
    public string? Pin { get; init; }

    /// <summary>Further figures of the stage, such as pass rates, in the order to print them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Figures { get; init; } = [];

    /// <summary>Money, time and caches: the part that may differ between two equal builds.</summary>
    public RunFigures Run { get; init; } = new();
}
