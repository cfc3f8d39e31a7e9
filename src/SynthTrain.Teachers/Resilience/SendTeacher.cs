using SynthTrain.Core.Teachers;

namespace SynthTrain.Teachers.Resilience;

/// <summary>The point of no return. Before it, a call that is given up is not sent; behind it, a call may be paid, and only the hard end gives it up.</summary>
/// <param name="inner">What sends.</param>
/// <param name="abort">The hard end; null when the token of a call is both.</param>
public sealed class SendTeacher(ITeacher inner, CancellationToken? abort) : ITeacher
{
    /// <inheritdoc/>
    public ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? throw new NotSentException(cancellationToken) : inner.AskAsync(request, abort ?? cancellationToken);
}
