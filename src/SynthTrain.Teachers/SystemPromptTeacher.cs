using SynthTrain.Core.Teachers;

namespace SynthTrain.Teachers;

/// <summary>Puts the named teacher's system prompt before every conversation.</summary>
public sealed class SystemPromptTeacher(ITeacher inner) : ITeacher
{
    /// <inheritdoc/>
    public ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken)
    {
        if (request.Teacher.SystemPrompt is { } prompt)
            request = request with { Messages = [new TeacherMessage("system", prompt), .. request.Messages] };
        return inner.AskAsync(request, cancellationToken);
    }
}
