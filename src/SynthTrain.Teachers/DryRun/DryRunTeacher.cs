using SynthTrain.Core.Teachers;

namespace SynthTrain.Teachers.DryRun;

/// <summary>Answers every request with a placeholder that is no JSON: the pipeline is walked, nothing is sent, and parse and schema pass are 0 %.</summary>
public sealed class DryRunTeacher : ITeacher
{
    /// <inheritdoc/>
    public ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(new TeacherReply($"[dry run: no answer to '{request.Task}' of row '{request.RowId}']", TeacherDefinition.DryRunProvider, "stop", 0, 0));
    }
}
