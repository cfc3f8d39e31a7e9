using System.Globalization;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Journals;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Teachers.Replies;

/// <summary>Replies on disk, shared by stages, runs and processes: <c>00.jsonl</c>, <c>01.jsonl</c>, … in one folder.</summary>
/// <remarks>
/// Each process appends to a file of its own, the first whose lock is free, and reads them all; so no line of one is ever cut by another, and one process at a time always has <c>00.jsonl</c>.
/// Read at the first use: a build that asks nothing pays nothing. Replies that another process adds meanwhile are seen by the next.
/// </remarks>
public sealed class ReplyStore(IFileSystem files, string directory, string display, IDiagnosticSink diagnostics) : IDisposable
{
    // The index holds the offset and, in its lowest bits, the number of the file.
    private const int FileBits = 8;
    private const int MaxFiles = 1 << FileBits;

    private readonly Lock _gate = new();
    private readonly KeyIndex _index = new();
    private readonly KeyedLog?[] _logs = new KeyedLog?[MaxFiles];
    private FileStream? _lock;
    private int _own = -1;
    private bool _disposed;

    /// <summary>The reply to a request; null when there is none.</summary>
    public TeacherReply? Find(UInt128 key)
    {
        long place;
        lock (_gate)
        {
            Load();
            if (!_index.TryGet(key, out place))
                return null;
        }

        using var buffer = new PooledBuffer();
        return _logs[place & (MaxFiles - 1)]!.TryRead(place >> FileBits, key, buffer) ? ReplyRecord.Read(buffer.Written.Span) : null;
    }

    /// <summary>Keeps a reply; when this returns, a killed process has not lost it.</summary>
    /// <exception cref="SynthException"><see cref="Codes.CannotWrite"/>.</exception>
    public void Add(UInt128 key, TeacherReply reply)
    {
        using var buffer = new PooledBuffer();
        ReplyRecord.Write(buffer, reply);
        lock (_gate)
            Load();
        // Written outside the lock: looking up does not wait for the disk.
        var offset = _logs[_own]!.Append(key, buffer.Written.Span);
        lock (_gate)
            _index.Set(key, (offset << FileBits) | (uint)_own);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (var log in _logs)
                log?.Dispose();
            _lock?.Dispose();
        }
    }

    private void Load()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_own >= 0)
            return;
        var own = Claim();
        try
        {
            for (var number = 0; number < MaxFiles; number++)
            {
                if (number == own || files.Stat(PathOf(number, ".jsonl")) is not null)
                    _logs[number] = Open(number, repair: number == own);
            }
        }
        catch
        {
            _lock?.Dispose();
            throw;
        }

        _own = own;
    }

    private int Claim()
    {
        try
        {
            for (var number = 0; number < MaxFiles; number++)
            {
                _lock = files.TryOpenAlone(PathOf(number, ".lock"));
                if (_lock is not null)
                    return number;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SynthException(Diagnostic.Error(Codes.CannotWrite, $"'{display}' cannot be written: {e.Message}", display), e);
        }

        throw new SynthException(Codes.CannotWrite, $"'{display}' is in use by {MaxFiles} processes; wait for one to end.", display);
    }

    private KeyedLog Open(int number, bool repair)
    {
        var file = new KeyedLogFile(PathOf(number, ".jsonl"), $"{display}/{NameOf(number)}.jsonl", repair);
        return KeyedLog.Open(files, file, (key, offset, _) => _index.Set(key, (offset << FileBits) | (uint)number), diagnostics);
    }

    private string PathOf(int number, string extension) => Path.Combine(directory, NameOf(number) + extension);

    private static string NameOf(int number) => number.ToString("00", CultureInfo.InvariantCulture);
}
