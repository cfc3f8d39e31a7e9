using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;
using SynthTrain.Teachers.Secrets;

namespace SynthTrain.Worker.Channels;

/// <summary>Takes keys out of everything that leaves the worker: a build's log and binlog are read by others.</summary>
internal sealed class ScrubbingChannel(IWorkerChannel inner, KeyRing keys) : IWorkerChannel
{
    /// <inheritdoc/>
    public void Report(Diagnostic diagnostic) => inner.Report(keys.Scrub(diagnostic));

    /// <inheritdoc/>
    public void Report(StageProgress progress) => inner.Report(progress);

    /// <inheritdoc/>
    public void Text(string line) => inner.Text(keys.Scrub(line));

    /// <inheritdoc/>
    public void Detail(string line) => inner.Detail(keys.Scrub(line));

    /// <inheritdoc/>
    public void Checkpoint() => inner.Checkpoint();

    /// <inheritdoc/>
    public void Result(string state, string message) => inner.Result(state, keys.Scrub(message));
}
