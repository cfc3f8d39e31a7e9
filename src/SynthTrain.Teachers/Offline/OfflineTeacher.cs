using System.Text;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Teachers.Offline;

/// <summary>Answers by rules, without a key and a network. Only dispatches: the rules lie with their stages.</summary>
/// <remarks>Tokens are an estimate, so that counts and budgets have something to show: one for each four UTF-8 bytes begun, message by message; roles and schema are not counted.</remarks>
public sealed class OfflineTeacher(OfflineRules rules, TimeProvider time) : ITeacher
{
    private const int BytesPerToken = 4;

    /// <inheritdoc/>
    public async ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken)
    {
        var rule = rules.Rule(request.Task);
        if (request.Teacher.LatencyMs > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(request.Teacher.LatencyMs), time, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var text = Answer(rule, request);
        return new TeacherReply(text, request.Teacher.Models[0], "stop", request.Messages.Sum(message => Tokens(message.Content)), Tokens(text));
    }

    private static int Tokens(string text) => (Encoding.UTF8.GetByteCount(text) + BytesPerToken - 1) / BytesPerToken;

    private static string Answer(IOfflineRule rule, TeacherRequest request)
    {
        try
        {
            return rule.Answer(request);
        }
        catch (Exception e) when (e is not SynthException)
        {
            throw new SynthException(Diagnostic.Error(Codes.Internal, $"The offline rule '{rule.GetType().FullName}' failed at row '{request.RowId}': {e.GetType().Name}: {e.Message}"), e);
        }
    }
}
