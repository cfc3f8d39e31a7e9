using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Core.Rows;

/// <summary>What one row asks while it is mapped. Remembers the first fault and the first refused reply, so that a row function that catches it cannot make an answer of it.</summary>
internal sealed class AskingContext(RowAsker asker, string rowId, int attempt) : RowContext
{
    private readonly Lock _gate = new();
    private readonly List<RowStep> _steps = [];

    /// <inheritdoc/>
    public override TeacherDefinition Teacher => asker.Definition;

    /// <inheritdoc/>
    public override bool IsRehearsal => asker.IsRehearsal;

    /// <inheritdoc/>
    public override CancellationToken Stopping => asker.Stopping;

    /// <summary>How often the row was asked before and rejected.</summary>
    public int Attempt => attempt;

    /// <summary>Requests and replies so far.</summary>
    public IReadOnlyList<RowStep> Steps => _steps;

    /// <summary>Why a request got no reply; null when all did.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>A reply that no stage may take, as <see cref="TeacherReply.Rejection"/> says; null when there is none.</summary>
    public TeacherReply? Refused { get; private set; }

    /// <inheritdoc/>
    public override async ValueTask<TeacherReply> AskAsync(TeacherRequest request)
    {
        var reply = await CallAsync(request);
        lock (_gate)
            _steps.Add(new RowStep(request, reply));
        Check(reply);
        return reply;
    }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<TeacherReply>> AskAllAsync(IReadOnlyList<TeacherRequest> requests)
    {
        var replies = await Task.WhenAll(requests.Select(request => CallAsync(request).AsTask()));
        lock (_gate)
            _steps.AddRange(requests.Zip(replies, static (request, reply) => new RowStep(request, reply)));
        foreach (var reply in replies)
            Check(reply);
        return replies;
    }

    private void Check(TeacherReply reply)
    {
        if (reply.Rejection is null)
            return;
        lock (_gate)
            Refused ??= reply;
        throw new ReplyRefusedException();
    }

    private async ValueTask<TeacherReply> CallAsync(TeacherRequest request)
    {
        try
        {
            return await asker.AskAsync(request with { RowId = rowId, Attempt = attempt });
        }
        catch (Exception e) when (e is OperationCanceledException or TeacherException or SynthException or ReplyPendingException)
        {
            lock (_gate)
                Fault ??= e;
            throw;
        }
    }
}
