using SynthTrain.Core.Builds;
using SynthTrain.Core.IO;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Stages;

namespace SynthTrain.Worker;

/// <summary>Puts a stage together with its teacher and runner: the composition root.</summary>
internal sealed class StageBody(IFileSystem files, TimeProvider time, Shutdown shutdown)
{
    private readonly StageRegistry _stages = new(System.Reflection.Assembly.Load("SynthTrain.Stages"));

    /// <summary>Runs the stage that the execution names.</summary>
    public async Task<StageResult> RunAsync(StageExecution execution) => _stages.Create(execution.Context.Request) switch
    {
        IStage stage => await stage.RunAsync(execution.Context, shutdown.Drain),
        IRowStage stage => await RunRowsAsync(stage, execution),
        var other => throw new InvalidOperationException($"{other.GetType()} is neither IStage nor IRowStage."),
    };

    private Task<StageResult> RunRowsAsync(IRowStage stage, StageExecution execution) =>
        throw new NotSupportedException($"{files} {time} {stage} {execution}");
}
