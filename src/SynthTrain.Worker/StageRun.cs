using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;
using SynthTrain.Worker.Channels;

namespace SynthTrain.Worker;

/// <summary>Runs one stage and turns whatever happens into diagnostics, a result and an exit code.</summary>
internal sealed class StageRun(IWorkerChannel channel, Shutdown shutdown)
{
    /// <summary>Runs the stage.</summary>
    public async Task<int> RunAsync(Func<StageRequest> read, ExecuteOptions options)
    {
        try
        {
            var request = read();
            var ports = new EnginePorts(new PhysicalFileSystem(), TimeProvider.System, channel, channel);
            var body = new StageBody(ports, shutdown);
            var outcome = await new StageExecutor(ports).ExecuteAsync(request, options, body.RunAsync, shutdown.Drain);
            return Finish(request, outcome);
        }
        catch (SynthException e)
        {
            foreach (var diagnostic in e.Diagnostics)
                channel.Report(diagnostic);
            channel.Result("failed", e.Diagnostics[0].Message);
            return ExitCodes.Failed;
        }
        catch (OperationCanceledException) when (shutdown.Drain.IsCancellationRequested)
        {
            channel.Checkpoint();
            channel.Report(Diagnostic.Error(Codes.Interrupted, "The stage was interrupted; finished rows are kept, and the next build goes on from there."));
            channel.Result("interrupted", "interrupted");
            return ExitCodes.Interrupted;
        }
        catch (Exception e)
        {
            channel.Report(Diagnostic.Error(Codes.Internal, $"{e.GetType().Name}: {e.Message} This is a fault of SynthTrain; please report it with this text: {e.StackTrace?.ReplaceLineEndings(" ")}"));
            channel.Result("failed", e.Message);
            return ExitCodes.Failed;
        }
    }

    private int Finish(StageRequest request, ExecutionOutcome outcome)
    {
        if (outcome.Manifest is not { } manifest)
        {
            channel.Result(outcome.State, $"{request.Stage}: another build has made it already");
            return ExitCodes.Done;
        }

        var summary = StageSummary.Of(manifest, outcome.State);
        foreach (var line in summary.Lines)
            channel.Text(line);
        if (manifest.Result.Failed == 0)
        {
            channel.Result(outcome.State, summary.Head);
            return ExitCodes.Done;
        }

        channel.Report(Diagnostic.Error(Codes.RowsFailed, $"{manifest.Result.Failed} of {manifest.Result.RowsIn} rows of stage '{request.Stage}' have no answer because calls failed; the output is partial. Build again to ask them again.", manifest.Outputs[0].Path));
        channel.Result("failed", summary.Head);
        return ExitCodes.Failed;
    }
}
