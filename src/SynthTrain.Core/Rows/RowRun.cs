using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Rows;

/// <summary>What both passes of one run share.</summary>
internal sealed record RowRun(StageContext Context, RowRunnerOptions Options, RowPlan Plan, RowFeed Feed)
{
    /// <summary>Rows, and requests, under way at a time.</summary>
    public required int Concurrency { get; init; }

    /// <summary>Whether requests are counted and nothing is kept.</summary>
    public bool IsRehearsal { get; init; }

    /// <summary>Whether any row may ask; the teacher of a stage that asks nobody shapes no row.</summary>
    public required bool Asks { get; init; }

    public required RowJournal Journal { get; init; }

    public required RowTotals Totals { get; init; }

    public required RowWarnings Warnings { get; init; }
}
