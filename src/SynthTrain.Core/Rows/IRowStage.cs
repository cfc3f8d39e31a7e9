using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Rows;

/// <summary>A stage that maps rows. The row runner resumes, caches, orders, rejects and counts; the stage only says how one row becomes others.</summary>
public interface IRowStage
{
    /// <summary>Reads prompts and schemas, and describes the rows and the function. Called once a run; throws <see cref="Diagnostics.SynthException"/> for faults.</summary>
    RowPlan Prepare(StageContext context);
}
