namespace SynthTrain.Core.Teachers;

/// <summary>A model that answers requests.</summary>
public interface ITeacher
{
    /// <summary>Answers one request.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">
    /// Gives the call up; a call given up is no answer and is asked again. The row runner hands over its soft end, which also comes with a fault: whoever sends waits for what was sent, since it may be paid.
    /// </param>
    /// <returns>The reply, also when it is a refusal or cut off: see <see cref="TeacherReply.FinishReason"/>.</returns>
    /// <exception cref="TeacherException">The call failed and there is no reply. The row runner handles it: the row is failed, not rejected.</exception>
    ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken);
}
