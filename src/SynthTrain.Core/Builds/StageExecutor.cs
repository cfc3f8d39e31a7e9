using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Builds;

/// <summary>Executes one stage under its lock: restores a known result, adopts, or runs it; then commits.</summary>
public sealed class StageExecutor(EnginePorts ports)
{
    /// <summary>Executes a stage.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="options">How.</param>
    /// <param name="run">Runs the stage itself.</param>
    /// <param name="cancellationToken">Gives up; nothing is committed, and what the journal holds stays.</param>
    /// <exception cref="SynthException">Any coded fault; the state on disk is as before.</exception>
    public async Task<ExecutionOutcome> ExecuteAsync(StageRequest request, ExecuteOptions options, Func<StageExecution, Task<StageResult>> run, CancellationToken cancellationToken)
    {
        var layout = new ProjectLayout(request.ProjectDirectory);
        layout.Check(request);
        try
        {
            using var hold = await FileLock.TakeAsync(ports.Files, layout.StageLock(request), $"Stage '{request.Stage}' of run '{request.Run}'", (options.Patience, ports.Time), cancellationToken);
            return await new StageAttempt(ports, layout, request, options).RunAsync(run, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SynthException(Diagnostic.Error(Codes.CannotWrite, $"Stage '{request.Stage}' cannot go on: {e.Message} Make room or grant access, then build again; what was done is kept.", request.Outputs[0].Path), e);
        }
    }
}
