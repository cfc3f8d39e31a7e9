namespace SynthTrain.Core.Rows;

/// <summary>What a row stage does, told to the row runner.</summary>
public sealed record RowPlan
{
    /// <summary>The rows, in output order; enumerated lazily, and once more from the start when an id seems to be there twice: two enumerations give the same rows. Ids are unique: the runner reports duplicates.</summary>
    public required IEnumerable<SourceRow> Source { get; init; }

    /// <summary>How many rows <see cref="Source"/> has, for progress; 0 when unknown.</summary>
    public long SourceCount { get; init; }

    /// <summary>Maps one row to 0…n rows or a rejection. Pure but for the requests it asks; called again from the start after an interruption.</summary>
    public required Func<SourceRow, RowContext, ValueTask<RowResult>> Map { get; init; }

    /// <summary>What shapes every row's output besides the row itself: option values, the bytes of prompt templates and schemas. The runner adds stage, code version and, of a stage that asks, the teacher.</summary>
    public required IReadOnlyList<string> KeyParts { get; init; }

    /// <summary>Reasons of rejection that are no fault of a row, such as two answers that are equal: they are counted and listed like all, and no row is warned of by itself. Default: none.</summary>
    public IReadOnlyCollection<string> UsualReasons { get; init; } = [];

    /// <summary>Turns the rows' counts into further figures of <c>stats.json</c>; null for none. Called with each output row in order.</summary>
    public IRowFigures? Figures { get; init; }
}
