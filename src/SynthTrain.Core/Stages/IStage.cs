namespace SynthTrain.Core.Stages;

/// <summary>A step over a whole set: split, deduplicate, join, plan. Steps that map rows implement <see cref="Rows.IRowStage"/> instead.</summary>
public interface IStage
{
    /// <summary>Reads the inputs, writes every declared output through <see cref="StageContext.OpenOutput"/>.</summary>
    /// <remarks>
    /// Faults are thrown as <see cref="Diagnostics.SynthException"/>; the caller reports them and commits nothing.
    /// The stage never looks at a clock, a manifest, a journal or a cache: the caller resumes, skips and records.
    /// </remarks>
    Task<StageResult> RunAsync(StageContext context, CancellationToken cancellationToken);
}
