namespace SynthTrain.Core.Rows;

/// <summary>What ends a run early: the caller's wish to drain or to abort, or a fault.</summary>
/// <remarks>Callbacks of a token run one after the other: whoever waits for the abort may wake before the tokens linked to it are cancelled. So <see cref="IsStopping"/> looks at each.</remarks>
internal sealed class RowStops(CancellationToken drain, CancellationToken abort) : IDisposable
{
    private readonly CancellationTokenSource _all = CancellationTokenSource.CreateLinkedTokenSource(drain, abort);

    /// <summary>Give up at once.</summary>
    public CancellationToken Abort { get; } = abort;

    /// <summary>No new rows and requests, for whatever reason.</summary>
    public CancellationToken Drain => _all.Token;

    /// <summary>Whether no new row or request may begin.</summary>
    public bool IsStopping => drain.IsCancellationRequested || Abort.IsCancellationRequested || _all.IsCancellationRequested;

    /// <summary>Ends the run because of a fault: what was sent finishes, what waits to be sent is given up.</summary>
    public void Stop() => _all.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _all.Dispose();
}
