using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Replies;

namespace SynthTrain.Teachers.Money;

/// <summary>Stands where models stand, sends nothing, notes what would be sent, and lets the row wait.</summary>
/// <param name="keys">Tells equal requests, which are sent once.</param>
/// <param name="prices">Prices of the teacher.</param>
/// <param name="isBatch">Whether they would be sent as batch jobs.</param>
/// <param name="asked">Requests that were sent already and whose replies are on the way.</param>
/// <param name="note">Takes each request; calls come one at a time.</param>
public sealed class RehearsalTeacher(RequestKeys keys, TeacherPrices prices, bool isBatch, IReadOnlySet<UInt128> asked, Action<RehearsedCall> note) : ITeacher
{
    private readonly Lock _gate = new();
    private readonly HashSet<UInt128> _noted = [];

    /// <inheritdoc/>
    public ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken)
    {
        var key = keys.Of(request);
        if (asked.Contains(key))
            throw new ReplyPendingException();
        var model = request.Teacher.Models[0];
        var bound = RequestTokens.Estimate(request, model) with { IsBatch = isBatch };
        var call = new RehearsedCall(request.RowId ?? "", request.Task, model, RequestTokens.PromptEstimate(request), bound.OutputTokens, prices.Dearest(bound));
        lock (_gate)
        {
            if (_noted.Add(key))
                note(call);
        }

        throw new ReplyPendingException();
    }
}
