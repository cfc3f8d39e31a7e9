using System.Buffers;
using Microsoft.Win32.SafeHandles;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Jsonl;

namespace SynthTrain.Core.Journals;

/// <summary>An append-only JSONL file of records with a key each. A record is written by one call to the system, so that a killed process leaves at most one torn line, at the end.</summary>
/// <remarks>One process appends at a time: who opens for appending holds a lock. Safe for several threads.</remarks>
public sealed class KeyedLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PooledBuffer _line = new();
    private readonly FileStream _stream;
    private readonly string _display;
    private long _end;
    private bool _closed;

    private KeyedLog(FileStream stream, string display)
    {
        _stream = stream;
        _display = display;
        Handle = stream.SafeFileHandle;
    }

    /// <summary>For reading at any position.</summary>
    internal SafeFileHandle Handle { get; }

    /// <summary>Opens a log, made when absent, and visits its records in the order they were written.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="file">Which log, and whether it may be repaired.</param>
    /// <param name="visit">Takes each record.</param>
    /// <param name="diagnostics">Gets one warning when lines are damaged; their records are passed over.</param>
    /// <exception cref="SynthException"><see cref="Codes.CannotWrite"/>.</exception>
    public static KeyedLog Open(IFileSystem files, KeyedLogFile file, RecordVisitor visit, IDiagnosticSink diagnostics)
    {
        FileStream? stream = null;
        try
        {
            stream = files.OpenAppend(file.Path);
            var log = new KeyedLog(stream, file.Display);
            log.Scan(visit, diagnostics);
            if (file.Repair && stream.Length > log._end)
                stream.SetLength(log._end);
            return log;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            stream?.Dispose();
            throw CannotWrite(file.Display, e);
        }
    }

    /// <summary>Opens an existing log for reading alone: nothing is made or repaired, and lines that are appended meanwhile are not seen.</summary>
    /// <returns>The log; null when there is no such file.</returns>
    /// <exception cref="SynthException"><see cref="Codes.CannotRead"/>.</exception>
    public static KeyedLog? OpenRead(IFileSystem files, KeyedLogFile file, RecordVisitor visit, IDiagnosticSink diagnostics)
    {
        FileStream? stream = null;
        try
        {
            stream = (FileStream)files.OpenRead(file.Path);
            var log = new KeyedLog(stream, file.Display);
            log.Scan(visit, diagnostics);
            return log;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            stream?.Dispose();
            throw new SynthException(Diagnostic.Error(Codes.CannotRead, $"'{file.Display}' cannot be read: {e.Message}", file.Display), e);
        }
    }

    /// <summary>Appends a record; when this returns, a killed process has not lost it.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="json">A JSON object with at least one property, on one line.</param>
    /// <returns>Where its line begins.</returns>
    /// <exception cref="SynthException"><see cref="Codes.CannotWrite"/>; the log is as it was before.</exception>
    public long Append(UInt128 key, ReadOnlySpan<byte> json)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            _line.Clear();
            KeyedLine.Write(_line, key, json);
            try
            {
                _stream.Position = _end;
                _stream.Write(_line.Written.Span);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Undo();
                throw CannotWrite(_display, e);
            }

            var offset = _end;
            _end += _line.Count;
            return offset;
        }
    }

    /// <summary>Reads the record at a position as a whole JSON line; false when it is not the key's, or damaged.</summary>
    /// <param name="offset">Where its line begins.</param>
    /// <param name="key">The key it must have.</param>
    /// <param name="buffer">Cleared, and filled with the line.</param>
    public bool TryRead(long offset, UInt128 key, PooledBuffer buffer)
    {
        buffer.Clear();
        while (true)
        {
            var read = RandomAccess.Read(Handle, buffer.GetSpan(2048), offset + buffer.Count);
            if (read == 0)
                return false;
            var scanned = buffer.Count;
            buffer.Advance(read);
            var feed = buffer.Written.Span[scanned..].IndexOf((byte)'\n');
            if (feed < 0)
                continue;
            buffer.Truncate(scanned + feed);
            return KeyedLine.TryRead(buffer.Written.Span, out var found) && found == key;
        }
    }

    /// <summary>Visits the whole lines once more, in the order they were written; damaged ones are passed over.</summary>
    /// <param name="visit">Takes key, place and line, without the line feed.</param>
    public void Visit(RecordVisitor visit)
    {
        _stream.Position = 0;
        var splitter = new LineSplitter(_stream);
        while (splitter.Next(out var line) && line.Terminated)
        {
            if (KeyedLine.TryRead(line.Bytes.Span, out var key))
                visit(key, line.Offset, line.Bytes.Span);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _closed = true;
            _stream.Dispose();
            _line.Dispose();
        }
    }

    private static SynthException CannotWrite(string display, Exception e) =>
        new(Diagnostic.Error(Codes.CannotWrite, $"'{display}' cannot be written: {e.Message}", display), e);

    private void Scan(RecordVisitor visit, IDiagnosticSink diagnostics)
    {
        _stream.Position = 0;
        var splitter = new LineSplitter(_stream);
        var (damaged, first) = (0, 0);
        while (splitter.Next(out var line) && line.Terminated)
        {
            var bytes = line.Bytes.Span;
            if (KeyedLine.TryRead(bytes, out var key))
                visit(key, line.Offset, bytes[KeyedLine.BodyAt..]);
            else if (damaged++ == 0)
                first = line.Number;
            _end = splitter.Consumed;
        }

        if (damaged > 0)
            diagnostics.Report(Diagnostic.Warning(Codes.DamagedState, $"{damaged} line(s) of '{_display}' are damaged, line {first} first; what they held is made again.", _display, first));
    }

    private void Undo()
    {
        try
        {
            _stream.SetLength(_end);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next opening cuts the torn line off.
        }
    }
}
