using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Teachers.Replies;

/// <summary>Stands where a replay has no provider: whoever gets here was never recorded.</summary>
public sealed class ReplayTeacher : ITeacher
{
    /// <inheritdoc/>
    public ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken) => throw new SynthException(
        Codes.NotRecorded,
        $"Request '{request.Task}' of row '{request.RowId}' was never recorded for teacher '{request.Teacher.Name}'; a replay asks nobody. A prompt, a schema, the row or the teacher's definition differs from the recording: build with SynthTeacher={request.Teacher.Name}, record with -t:SynthRecord, and commit the recording.");
}
