using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Core.Rows;

/// <summary>Passes rows' requests to the teacher: so many at a time, none once the run is to end, every fault under one of three types.</summary>
internal sealed class RowAsker(RowRun run, RowStops stops) : IDisposable
{
    private readonly SemaphoreSlim _places = new(run.Concurrency);

    /// <summary>The stage's named teacher.</summary>
    public TeacherDefinition Definition => run.Context.Teacher ?? throw NoTeacher();

    /// <summary>Whether requests are counted and nothing is kept.</summary>
    public bool IsRehearsal => run.IsRehearsal;

    /// <summary>No row and no request may begin any more.</summary>
    public CancellationToken Stopping => stops.Drain;

    /// <summary>Asks.</summary>
    /// <exception cref="OperationCanceledException">The run is to end.</exception>
    /// <exception cref="TeacherException">No reply.</exception>
    /// <exception cref="ReplyPendingException">No reply yet.</exception>
    /// <exception cref="SynthException">The stage cannot go on.</exception>
    public async ValueTask<TeacherReply> AskAsync(TeacherRequest request)
    {
        var teacher = run.Options.Teacher ?? throw NoTeacher();
        await _places.WaitAsync(stops.Drain);
        try
        {
            if (stops.IsStopping)
                throw new OperationCanceledException();
            var reply = await teacher.AskAsync(request, stops.Drain);
            run.Totals.Replied(reply);
            return reply;
        }
        catch (Exception e) when (e is not (SynthException or ReplyPendingException))
        {
            if (stops.IsStopping && e is OperationCanceledException)
                throw;
            run.Totals.CallFailed();
            if (e is TeacherException)
                throw;
            // A timeout of the provider's client looks like a cancellation, a broken line like any input or output fault.
            throw new TeacherException(e.Message, e);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private SynthException NoTeacher() =>
        new(Codes.StageMismatch, $"Stage '{run.Context.Request.Stage}' asks a teacher, but its targets file names none.");
}
