using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Journals;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Teachers.Replies;

/// <summary>Replies that a project commits: every <c>*.jsonl</c> of a folder, one line <c>{"key":"32 hex","text":…}</c> a reply. Read-only, and strict: what was committed is meant.</summary>
/// <remarks>The lines carry no check sum, so that versions can be merged and compared; each is parsed when the folder is opened. Where two files hold one key, the first file by name counts.</remarks>
internal sealed class RecordedReplies : IDisposable
{
    private readonly KeyIndex _places = new();
    private readonly List<(UInt128 Key, int File, long Offset, int Length)> _lines = [];
    private readonly List<FileStream> _streams = [];

    /// <summary>Opens a folder; an absent one holds nothing.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadJsonLine"/> with file and line, or <see cref="Codes.CannotRead"/>.</exception>
    public static RecordedReplies Open(IFileSystem files, string directory, string display)
    {
        var recorded = new RecordedReplies();
        try
        {
            foreach (var path in files.Files(directory, recursive: false).Where(path => Path.GetExtension(path) == ".jsonl"))
                recorded.Read(files, path, $"{display.TrimEnd('/')}/{Path.GetFileName(path)}");
            return recorded;
        }
        catch
        {
            recorded.Dispose();
            throw;
        }
    }

    /// <summary>The reply to a request; null when none was recorded.</summary>
    public TeacherReply? Find(UInt128 key)
    {
        if (!_places.TryGet(key, out var number))
            return null;
        var (_, file, offset, length) = _lines[(int)number];
        var line = new byte[length];
        for (var read = 0; read < length;)
        {
            var more = RandomAccess.Read(_streams[file].SafeFileHandle, line.AsSpan(read), offset + read);
            if (more == 0)
                return null;
            read += more;
        }

        return RecordingLine.Key(line) == key ? ReplyRecord.Read(line) : null;
    }

    /// <summary>Keys that a file was the first to hold.</summary>
    public IEnumerable<UInt128> Keys(string path)
    {
        var file = _streams.FindIndex(stream => stream.Name == path);
        return _lines.Where(line => line.File == file).Select(line => line.Key);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var stream in _streams)
            stream.Dispose();
    }

    private void Read(IFileSystem files, string path, string display)
    {
        try
        {
            var stream = (FileStream)files.OpenRead(path);
            _streams.Add(stream);
            var splitter = new LineSplitter(stream);
            while (splitter.Next(out var line))
            {
                if (line.Bytes.Length > 0)
                    Add(line, display);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SynthException(Diagnostic.Error(Codes.CannotRead, $"'{display}' cannot be read: {e.Message}", display), e);
        }
    }

    private void Add(TextLine line, string display)
    {
        if (RecordingLine.Key(line.Bytes.Span) is not { } key)
            throw new SynthException(Codes.BadJsonLine, "The line is no recorded reply; a recording holds {\"key\":\"32 hex digits\",\"text\":…} on each line. Restore the file from version control, or delete it and record again with -t:SynthRecord.", display, line.Number, 1);
        if (_places.TryGet(key, out _))
            return;
        _places.Set(key, _lines.Count);
        _lines.Add((key, _streams.Count - 1, line.Offset, line.Bytes.Length));
    }
}
