using System.Globalization;
using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Jsonl;

namespace SynthTrain.Core.Spending;

/// <summary><c>.synthtrain/spend/spend.jsonl</c>: what a project's processes hold and spend, one line after the other. Only appended to, by one process at a time; cut when nothing in it counts any more.</summary>
/// <remarks>Not safe for several threads: its user has a lock of its own. Two ledgers on one folder, in one process or two, are.</remarks>
public sealed class SpendLedger : IDisposable
{
    private const int MaxSlots = 256;
    // Holds the first line of a file that was cut, which no other cut leaves.
    private const int HeadBytes = 32;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly IFileSystem _files;
    private readonly string _directory;
    private readonly string _display;
    private readonly IDiagnosticSink _diagnostics;
    // Lines that are not in the file yet.
    private readonly PooledBuffer _lines = new();
    private readonly Utf8JsonWriter _json;
    private FileStream? _stream;
    private FileStream? _slot;
    private int _slotNumber;
    private long _session;
    private long _end;
    private byte[] _head = [];

    /// <summary>Names the ledger; nothing is read or made yet.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="layout">The project.</param>
    /// <param name="diagnostics">Gets a warning when a line is damaged.</param>
    public SpendLedger(IFileSystem files, Builds.ProjectLayout layout, IDiagnosticSink diagnostics)
    {
        (_files, _directory, _diagnostics) = (files, layout.Spend, diagnostics);
        _display = layout.Relative(FilePath);
        _json = new Utf8JsonWriter(_lines, JsonText.WriterOptions);
    }

    /// <summary>What the lines read so far come to.</summary>
    public SpendBook Book { get; private set; } = new();

    private string FilePath => Path.Combine(_directory, "spend.jsonl");

    /// <summary>What a project has spent, without a lock: a line under way is left out.</summary>
    public static SpendBook Read(IFileSystem files, Builds.ProjectLayout layout, IDiagnosticSink diagnostics)
    {
        using var ledger = new SpendLedger(files, layout, diagnostics);
        if (files.Stat(ledger.FilePath) is not null)
        {
            using var stream = files.OpenRead(ledger.FilePath);
            ledger.ReadLines(stream);
        }

        return ledger.Book;
    }

    /// <summary>Takes the ledger for itself and reads what others have written. Dispose at once: every other process waits.</summary>
    /// <exception cref="SynthException"><see cref="Codes.CannotWrite"/> or <see cref="Codes.StageLocked"/>.</exception>
    public IDisposable Enter()
    {
        FileStream? hold = null;
        try
        {
            hold = Lock();
            CatchUp();
            return hold;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            hold?.Dispose();
            throw CannotWrite(e);
        }
    }

    /// <summary>Notes a hold. Within <see cref="Enter"/>. When this returns, a killed process has not lost it.</summary>
    /// <param name="number">Its number in this process, from 1.</param>
    /// <param name="place">Where the money goes.</param>
    /// <param name="bound">The most that it can come to.</param>
    /// <exception cref="SynthException"><see cref="Codes.CannotWrite"/>; the ledger is as it was.</exception>
    public void Hold(long number, SpendPlace place, SpendTotals bound)
    {
        Begin();
        Append(new SpendLine(SpendLineKind.Hold, _session, number) { Place = place, Totals = bound });
    }

    /// <summary>Counts what a hold of this process came to. Its line is written by the next <see cref="Hold"/> or <see cref="Flush"/>; until then others, and those who come after a kill, count the bound.</summary>
    public void Settle(long number, SpendTotals totals)
    {
        var line = new SpendLine(SpendLineKind.Settle, _session, number) { Totals = totals };
        line.Write(_lines, _json);
        Book.Apply(line);
    }

    /// <summary>Writes what is not written yet. Within <see cref="Enter"/>.</summary>
    /// <exception cref="SynthException"><see cref="Codes.CannotWrite"/>; it stays to be written.</exception>
    public void Flush()
    {
        if (_lines.Count == 0)
            return;
        try
        {
            _stream!.Position = _end;
            _stream.Write(_lines.Written.Span);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What was torn is cut off by whoever enters next.
            throw CannotWrite(e);
        }

        _end += _lines.Count;
        _lines.Clear();
        RememberHead();
    }

    /// <summary>Notes what processes held that are no more. Within <see cref="Enter"/>.</summary>
    public void BuryTheDead()
    {
        foreach (var (session, slot) in Book.Holders)
        {
            if (session == _session)
                continue;
            using var free = slot < 0 ? null : _files.TryOpenAlone(SlotPath(slot));
            if (slot < 0 || free is not null)
                Append(new SpendLine(SpendLineKind.Lost, session, 0));
        }
    }

    /// <summary>Ends the count of a run's stages, when they cover all that the run has spent. A project that never spent gets no ledger.</summary>
    public void Complete(string run, IReadOnlyCollection<string> stages)
    {
        if (_files.Stat(FilePath) is null)
            return;
        using var hold = Enter();
        if (!Book.Covers(run, stages))
            return;
        BuryTheDead();
        Append(new SpendLine(SpendLineKind.Completed) { Place = new SpendPlace(run, "", ""), Stages = [.. stages.Order(StringComparer.Ordinal)] });
        if (Book.IsEmpty)
            Cut();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream?.Dispose();
        _slot?.Dispose();
        _json.Dispose();
        _lines.Dispose();
    }

    // A slot's lock says as long as it is held that its process lives.
    private void Begin()
    {
        if (_session > 0)
            return;
        for (var slot = 0; slot < MaxSlots && _slot is null; slot++)
        {
            _slot = _files.TryOpenAlone(SlotPath(slot));
            _slotNumber = slot;
        }

        if (_slot is null)
            throw new SynthException(Codes.CannotWrite, $"'{_display}' is in use by {MaxSlots} processes; wait for one to end.", _display);
        var session = Book.NextSession;
        Append(new SpendLine(SpendLineKind.Session, session, _slotNumber));
        _session = session;
    }

    private void Append(in SpendLine line)
    {
        var before = _lines.Count;
        line.Write(_lines, _json);
        try
        {
            Flush();
        }
        catch
        {
            _lines.Truncate(before);
            throw;
        }

        Book.Apply(line);
    }

    private string SlotPath(long slot) => Path.Combine(_directory, slot.ToString("00", CultureInfo.InvariantCulture) + ".lock");

    private FileStream Lock()
    {
        var path = Path.Combine(_directory, "spend.lock");
        var started = TimeProvider.System.GetTimestamp();
        var spin = default(SpinWait);
        FileStream? hold;
        while ((hold = _files.TryOpenAlone(path)) is null)
        {
            if (TimeProvider.System.GetElapsedTime(started) > s_patience)
                throw new SynthException(Codes.StageLocked, $"'{_display}' is held by another process for more than {s_patience.TotalSeconds:0} seconds; end it, then build again.", _display);
            spin.SpinOnce();
        }

        return hold;
    }

    // Without it the file would grow for ever, and every build reads it.
    private void Cut()
    {
        var cuts = Book.Cuts + 1;
        try
        {
            _stream!.SetLength(0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(e);
        }

        Forget();
        Append(new SpendLine(SpendLineKind.Cut, 0, cuts));
    }

    private void Forget() => (_end, _session, _head, Book) = (0, 0, [], new SpendBook());

    private void RememberHead()
    {
        if (_head.Length < HeadBytes && _head.Length < _end)
            _head = ReadHead((int)Math.Min(HeadBytes, _end));
    }

    private byte[] ReadHead(int length)
    {
        var head = new byte[length];
        return head[..RandomAccess.Read(_stream!.SafeFileHandle, head, 0)];
    }

    private void CatchUp()
    {
        _stream ??= _files.OpenAppend(FilePath);
        // Somebody cut or emptied the ledger, and it may have grown since: what it held is forgotten, and so is the session, whose holds were none.
        if (_stream.Length < _end || !ReadHead(_head.Length).AsSpan().SequenceEqual(_head))
            Forget();
        var length = _stream.Length;
        if (length == _end)
            return;
        _stream.Position = _end;
        ReadLines(_stream);
        // Its writer died, or its disk was full; nobody else writes now.
        if (_stream.Length > _end)
            _stream.SetLength(_end);
        RememberHead();
    }

    private void ReadLines(Stream stream)
    {
        var splitter = new LineSplitter(stream);
        var begin = _end;
        var damaged = 0;
        while (splitter.Next(out var line) && line.Terminated)
        {
            try
            {
                Book.Apply(SpendLine.Read(line.Bytes.Span));
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
            {
                damaged++;
            }

            _end = begin + splitter.Consumed;
        }

        if (damaged > 0)
            _diagnostics.Report(Diagnostic.Warning(Codes.DamagedState, $"{damaged} line(s) of '{_display}' are damaged; what they say was spent is not counted.", _display));
    }

    private SynthException CannotWrite(Exception e) => new(Diagnostic.Error(Codes.CannotWrite, $"'{_display}' cannot be written: {e.Message}", _display), e);
}
