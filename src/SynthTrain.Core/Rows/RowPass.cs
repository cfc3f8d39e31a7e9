using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Hashing;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Core.Rows;

/// <summary>The first pass: brings every row into the journal, several at a time.</summary>
internal sealed class RowPass : IDisposable
{
    // So often a worker that never waits lets others have its thread.
    private const int RowsBetweenYields = 256;

    private readonly Lock _gate = new();
    private readonly RowRun _run;
    private readonly RowStops _stops;
    private readonly RowKeys _keys;
    private readonly RowAsker _asker;
    private readonly bool _retryRejected;
    private (long Index, SynthException Fault)? _fault;

    public RowPass(RowRun run, RowStops stops)
    {
        (_run, _stops) = (run, stops);
        _keys = new RowKeys(run);
        _asker = new RowAsker(run, stops);
        _retryRejected = run.Context.Options.Flag(RowDefaults.RetryRejectedOption, false);
    }

    /// <summary>Does all rows; throws when the run is to end early, or a fault stops it, after what was in flight has ended.</summary>
    public async Task RunAsync()
    {
        var workers = Enumerable.Range(0, _run.Concurrency).Select(_ => Task.Run(WorkAsync, CancellationToken.None));
        await Task.WhenAll(workers).WaitAsync(_stops.Abort);
        if (_fault is { } fault)
            throw fault.Fault;
        if (_stops.IsStopping)
            throw new OperationCanceledException("The run was ended early; finished rows are kept.");
    }

    /// <inheritdoc/>
    public void Dispose() => _asker.Dispose();

    private async Task WorkAsync()
    {
        using var key = new KeyBuilder();
        using var record = new PooledBuffer();
        for (var rows = 1; !_stops.IsStopping && TryNext(out var row); rows++)
        {
            try
            {
                await DoAsync(row, key, record);
            }
            catch (Exception e)
            {
                Stop(row.Index, e as SynthException ?? Unforeseen(row.Row, e));
            }

            if (rows % RowsBetweenYields == 0)
                await Task.Yield();
        }
    }

    private bool TryNext(out FedRow row)
    {
        try
        {
            return _run.Feed.TryNext(out row);
        }
        catch (Exception e)
        {
            row = default;
            Stop(_run.Feed.Positions.Count, e as SynthException ?? new SynthException(Diagnostic.Error(Codes.Internal, $"Reading the rows of stage '{_run.Context.Request.Stage}' failed: {e.GetType().Name}: {e.Message}"), e));
            return false;
        }
    }

    private async ValueTask DoAsync(FedRow fed, KeyBuilder builder, PooledBuffer record)
    {
        var key = KeyOf(fed.Row, builder);
        var attempt = 0;
        if (_run.Journal.TryFind(key, out var offset, out var rejected))
        {
            if (!rejected || !_retryRejected)
            {
                fed.Cell.Keep(offset);
                _run.Totals.Done(RowOutcome.Reused);
                return;
            }

            attempt = _run.Journal.AttemptOf(key, offset, record) + 1;
        }

        var asking = new AskingContext(_asker, fed.Row.Id, attempt);
        var (result, fault) = await MapAsync(fed.Row, asking);
        if (result is not null)
        {
            RowRecord.Write(record, fed.Row, result, asking);
            fed.Cell.Keep(_run.Journal.Append(key, record));
            _run.Totals.Done(RowOutcome.Mapped);
        }
        else if (fault is ReplyPendingException)
        {
            _run.Totals.Done(RowOutcome.Pending);
        }
        else if (fault is TeacherException)
        {
            _run.Warnings.Failed(fed.Row, fault.Message);
            _run.Totals.Done(RowOutcome.Failed);
        }
        else if (fault is not OperationCanceledException || !_stops.IsStopping)
        {
            Stop(fed.Index, fault as SynthException ?? Unforeseen(fed.Row, fault!));
        }
    }

    private UInt128 KeyOf(in SourceRow row, KeyBuilder builder)
    {
        try
        {
            return _keys.Of(row, builder);
        }
        catch (InvalidOperationException e)
        {
            var message = $"A text of row '{row.Id}' holds half of a surrogate pair (one of \\uD800 to \\uDFFF alone), which no UTF-8 file can hold; mend it.";
            throw new SynthException(Diagnostic.Error(Codes.BadJsonLine, message, _run.Context.DisplayName(row.File), row.Line, 1), e);
        }
    }

    private async ValueTask<(RowResult? Result, Exception? Fault)> MapAsync(SourceRow row, AskingContext asking)
    {
        try
        {
            var result = await _run.Plan.Map(row, asking);
            return Judge(asking, result, null);
        }
        catch (Exception e)
        {
            return Judge(asking, null, e);
        }
    }

    // A fault or a refused reply decides, whatever the row function made of it.
    private static (RowResult? Result, Exception? Fault) Judge(AskingContext asking, RowResult? result, Exception? thrown)
    {
        if (asking.Fault is { } fault)
            return (null, fault);
        if (asking.Refused is { } refused)
            return (RowResult.Reject(refused.Rejection!, refused.RejectionDetail), null);
        return (result, thrown);
    }

    // The fault of the earliest row is told, so that one mistake is always told in the same words.
    private void Stop(long index, SynthException fault)
    {
        lock (_gate)
        {
            if (_fault is null || index < _fault.Value.Index)
                _fault = (index, fault);
        }

        _stops.Stop();
    }

    private SynthException Unforeseen(in SourceRow row, Exception e) =>
        new(Diagnostic.Error(Codes.Internal, $"Stage '{_run.Context.Request.Stage}' failed at row '{row.Id}': {e.GetType().Name}: {e.Message}", _run.Context.DisplayName(row.File), row.Line, 1), e);
}
