using SynthTrain.Core.Teachers;

namespace SynthTrain.Teachers.Secrets;

/// <summary>Takes keys out of replies before anybody keeps them: a debugging proxy may send a request's headers back.</summary>
public sealed class ScrubbingTeacher(ITeacher inner, KeyRing keys) : ITeacher
{
    /// <inheritdoc/>
    public async ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken) =>
        keys.Scrub(await inner.AskAsync(request, cancellationToken));
}
