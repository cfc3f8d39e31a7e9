using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Journals;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Teachers.Replies;

/// <summary>Replies on disk, shared by stages, runs and processes: <c>00.jsonl</c>, <c>01.jsonl</c>, … in one folder, and the recordings that the project commits.</summary>
/// <remarks>
/// Each process appends to a file of its own, the first whose lock is free, and reads them all; so no line of one is ever cut by another, and one process at a time always has <c>00.jsonl</c>.
/// Read at the first use: a build that asks nothing pays nothing. Replies that another process adds meanwhile are seen by the next.
/// </remarks>
public sealed class ReplyStore(ReplyStoreOptions options) : IDisposable
{
    private const int MaxRounds = 1000;
    private readonly ReplyFiles _files = new(options.Files, options.Directory);
    private readonly Lock _gate = new();
    private readonly KeyIndex _index = new();
    private readonly KeyedLog?[] _logs = new KeyedLog?[ReplyFiles.Max];
    private RecordedReplies? _recorded;
    private FileStream? _lock;
    private int _own = -1;
    private bool _loaded;
    private bool _disposed;

    /// <summary>The reply to a request; null when there is none.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadJsonLine"/> for a recording that is damaged.</exception>
    public TeacherReply? Find(UInt128 key)
    {
        long place;
        lock (_gate)
        {
            Load();
            if (_recorded?.Find(key) is { } recorded)
                return recorded;
            if (!_index.TryGet(key, out place))
                return null;
        }

        using var buffer = new PooledBuffer();
        return _logs[place & (ReplyFiles.Max - 1)]!.TryRead(place >> ReplyFiles.Bits, key, buffer) ? ReplyRecord.Read(buffer.Written.Span) : null;
    }

    /// <summary>Keeps a reply; when this returns, a killed process has not lost it.</summary>
    /// <exception cref="SynthException"><see cref="Codes.CannotWrite"/>.</exception>
    public void Add(UInt128 key, TeacherReply reply)
    {
        if (options.ReadOnly)
            throw new InvalidOperationException("The store was opened for reading.");
        using var buffer = new PooledBuffer();
        ReplyRecord.Write(buffer, reply);
        lock (_gate)
            Load();
        // Written outside the lock: looking up does not wait for the disk.
        var offset = _logs[_own]!.Append(key, buffer.Written.Span);
        lock (_gate)
            _index.Set(key, Place(_own, offset));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            CloseLogs();
            _recorded?.Dispose();
            _lock?.Dispose();
        }
    }

    // The index holds the offset and, in its lowest bits, the number of the file.
    private static long Place(int number, long offset) => (offset << ReplyFiles.Bits) | (uint)number;

    private void Load()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_loaded)
            return;
        if (options.Recordings is { } recordings)
            _recorded = RecordedReplies.Open(options.Files, recordings, options.RecordingsDisplay);
        var own = options.ReadOnly ? -1 : Claim();
        try
        {
            Read(own);
            if (own >= 0)
                _logs[own] = KeyedLog.Open(options.Files, FileOf(own), Visitor(own), options.Diagnostics);
        }
        catch
        {
            _lock?.Dispose();
            throw;
        }

        (_own, _loaded) = (own, true);
    }

    // A compaction may put a new file in the place of those listed: the list is read until it names nothing new, and from the start when a file has gone.
    private void Read(int own)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var numbers = _files.List().Where(number => number != own && _logs[number] is null).ToList();
            if (numbers.Count == 0)
                return;
            if (!numbers.TrueForAll(TryOpen))
                CloseLogs();
        }

        throw new SynthException(Codes.CannotRead, $"'{options.Display}' lists files that cannot be opened; look for links that lead nowhere.", options.Display);
    }

    private bool TryOpen(int number) =>
        (_logs[number] = KeyedLog.OpenRead(options.Files, FileOf(number), Visitor(number), options.Diagnostics)) is not null;

    private void CloseLogs()
    {
        foreach (var log in _logs)
            log?.Dispose();
        Array.Clear(_logs);
    }

    private int Claim()
    {
        try
        {
            for (var number = 0; number < ReplyFiles.Max; number++)
            {
                _lock = options.Files.TryOpenAlone(_files.LockOf(number));
                if (_lock is not null)
                    return number;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SynthException(Diagnostic.Error(Codes.CannotWrite, $"'{options.Display}' cannot be written: {e.Message}", options.Display), e);
        }

        throw new SynthException(Codes.CannotWrite, $"'{options.Display}' is in use by {ReplyFiles.Max} processes; wait for one to end.", options.Display);
    }

    private KeyedLogFile FileOf(int number) => new(_files.PathOf(number), $"{options.Display}/{ReplyFiles.NameOf(number)}.jsonl", Repair: true);

    private RecordVisitor Visitor(int number) => (key, offset, _) => _index.Set(key, Place(number, offset));
}
