using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Replies;

namespace SynthTrain.Teachers.Logging;

/// <summary>Notes each question that the reply cache has no answer to, before it is asked: one line <c>{"task","row","key"}</c>, so that they can be counted whatever kills the process. Attempts are not told apart.</summary>
/// <param name="inner">What is asked.</param>
/// <param name="path">The log, absolute.</param>
/// <param name="keys">Keys of requests.</param>
/// <param name="files">The file system.</param>
/// <param name="time">The clock.</param>
public sealed class TeacherLog(ITeacher inner, string path, RequestKeys keys, IFileSystem files, TimeProvider time) : ITeacher, IDisposable
{
    // Half a minute in all: whoever has it open for longer is no log of ours.
    private const int MostTries = 3000;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);
    private readonly SemaphoreSlim _turn = new(1);

    /// <inheritdoc/>
    public async ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken)
    {
        var line = new JsonObject { ["task"] = request.Task, ["row"] = request.RowId, ["key"] = keys.Of(request).ToString("x32", null) };
        await AppendAsync([.. JsonText.ToUtf8(line).Span, (byte)'\n'], cancellationToken);
        return await inner.AskAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async ValueTask AppendAsync(byte[] line, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await using var stream = await OpenAsync(cancellationToken);
            stream.Write(line);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SynthException(Diagnostic.Error(Codes.CannotWrite, $"The teacher log '{path}' cannot be written: {e.Message}", path), e);
        }
        finally
        {
            _turn.Release();
        }
    }

    // Opened for each line: another process may log to the same file, and its lines must not be written over.
    private async ValueTask<FileStream> OpenAsync(CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (files.TryOpenAlone(path) is { } stream)
                return stream;
            await Task.Delay(s_pause, time, cancellationToken);
        }

        throw new IOException("another process keeps it open.");
    }
}
