using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Replies;

namespace SynthTrain.Teachers.Logging;

/// <summary>Notes each call that is sent, before its answer is awaited: one line <c>{"task","row","key"}</c>, so that calls can be counted whatever kills the process.</summary>
public sealed class TeacherLog(ITeacher inner, IFileSystem files, string path, RequestKeys keys) : ITeacher
{
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken)
    {
        var line = new JsonObject { ["task"] = request.Task, ["row"] = request.RowId, ["key"] = keys.Of(request).ToString("x32", null) };
        Append([.. JsonText.ToUtf8(line).Span, (byte)'\n']);
        return inner.AskAsync(request, cancellationToken);
    }

    // Opened for each line: another process may log to the same file, and its lines must not be written over.
    private void Append(byte[] line)
    {
        try
        {
            lock (_gate)
            {
                FileStream? stream;
                while ((stream = files.TryOpenAlone(path)) is null)
                    Thread.Yield();
                using (stream)
                    stream.Write(line);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SynthException(Diagnostic.Error(Codes.CannotWrite, $"The teacher log '{path}' cannot be written: {e.Message}", path), e);
        }
    }
}
