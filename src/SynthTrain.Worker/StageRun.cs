using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;
using SynthTrain.Teachers.Secrets;
using SynthTrain.Worker.Channels;

namespace SynthTrain.Worker;

/// <summary>Runs one stage and turns whatever happens into diagnostics, a result and an exit code, none of which holds a key.</summary>
internal sealed class StageRun
{
    private readonly PhysicalFileSystem _files = new();
    private readonly KeyRing _keys;
    private readonly ScrubbingChannel _channel;
    private readonly Shutdown _shutdown;
    private string? _project;

    public StageRun(IWorkerChannel channel, Shutdown shutdown)
    {
        _keys = ProjectKeys.Of(_files, () => _project);
        _channel = new ScrubbingChannel(channel, _keys);
        _shutdown = shutdown;
    }

    /// <summary>Runs the stage.</summary>
    public async Task<int> RunAsync(Func<StageRequest> read, ExecuteOptions options)
    {
        try
        {
            var request = read();
            _project = request.ProjectDirectory;
            var ports = new EnginePorts(_files, TimeProvider.System, _channel, new SpendingProgress(_channel)) { Secret = _keys.Find };
            var body = new StageBody(ports, _shutdown, _keys, _channel.Text);
            var outcome = await new StageExecutor(ports).ExecuteAsync(request, options with { Check = body.CheckAsync }, body.RunAsync, _shutdown.Drain);
            return Finish(request, outcome);
        }
        catch (SynthException e)
        {
            foreach (var diagnostic in e.Diagnostics)
                _channel.Report(diagnostic);
            _channel.Result("failed", e.Diagnostics[0].Message);
            return ExitCodes.Failed;
        }
        catch (OperationCanceledException) when (_shutdown.Drain.IsCancellationRequested)
        {
            _channel.Checkpoint();
            _channel.Report(Diagnostic.Error(Codes.Interrupted, "The stage was interrupted; finished rows are kept, and the next build goes on from there."));
            _channel.Result("interrupted", "interrupted");
            return ExitCodes.Interrupted;
        }
        catch (Exception e)
        {
            _channel.Report(Faults.Internal(e));
            _channel.Result("failed", e.Message);
            return ExitCodes.Failed;
        }
    }

    private int Finish(StageRequest request, ExecutionOutcome outcome)
    {
        if (outcome.Manifest is not { } manifest)
        {
            _channel.Result(outcome.State, $"{request.Stage}: another build has made it already");
            return ExitCodes.Done;
        }

        var summary = StageSummary.Of(manifest, outcome.State);
        foreach (var line in summary.Lines)
            _channel.Text(line);
        if (manifest.Result.Failed == 0)
        {
            _channel.Result(outcome.State, summary.Head);
            return ExitCodes.Done;
        }

        _channel.Report(Diagnostic.Error(Codes.RowsFailed, $"{manifest.Result.Failed} of {manifest.Result.RowsIn} rows of stage '{request.Stage}' have no answer because calls failed; the output is partial. Build again to ask them again.", manifest.Outputs[0].Path));
        _channel.Result("failed", summary.Head);
        return ExitCodes.Failed;
    }
}
