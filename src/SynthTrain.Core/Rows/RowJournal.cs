using SynthTrain.Core.IO;
using SynthTrain.Core.Journals;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Rows;

/// <summary>Finished rows by content key: accepted with their rows, or rejected. Failed rows are not here.</summary>
internal sealed class RowJournal : IDisposable
{
    // The index holds the offset and, as its lowest bit, whether the row was rejected.
    private readonly KeyIndex _index = new();
    private readonly KeyedLog? _log;
    private readonly bool _rehearse;

    private RowJournal(StageContext context, string path, bool rehearse)
    {
        _rehearse = rehearse;
        var file = new KeyedLogFile(path, context.Display(path), Repair: !rehearse);
        _log = rehearse
            ? KeyedLog.OpenRead(context.Files, file, Visit, context.Diagnostics)
            : KeyedLog.Open(context.Files, file, Visit, context.Diagnostics);
    }

    /// <summary>Opens the journal and learns what it holds.</summary>
    public static RowJournal Open(StageContext context, string path) => new(context, path, rehearse: false);

    /// <summary>Learns what a journal holds and changes nothing on disk: what is appended is forgotten.</summary>
    public static RowJournal Rehearse(StageContext context, string path) => new(context, path, rehearse: true);

    /// <summary>Looks for a row that an earlier run finished.</summary>
    public bool TryFind(UInt128 key, out long offset, out bool rejected)
    {
        var found = _index.TryGet(key, out var value);
        (offset, rejected) = (value >> 1, (value & 1) != 0);
        return found;
    }

    /// <summary>Writes a finished row; returns where.</summary>
    public long Append(UInt128 key, PooledBuffer record) => _rehearse ? 0 : _log!.Append(key, record.Written.Span);

    /// <summary>How often a rejected row was asked again.</summary>
    public int AttemptOf(UInt128 key, long offset, PooledBuffer buffer)
    {
        if (_log?.TryRead(offset, key, buffer) != true)
            return 0;
        var reader = new RowRecordReader();
        reader.Read(buffer.Written.Span);
        return reader.Attempt;
    }

    /// <summary>For reading records back.</summary>
    public LogWindow OpenWindow() => new(_log!.Handle);

    /// <inheritdoc/>
    public void Dispose() => _log?.Dispose();

    private void Visit(UInt128 key, long offset, ReadOnlySpan<byte> body) =>
        _index.Set(key, (offset << 1) | (body.StartsWith(RowRecord.RejectedMark) ? 1L : 0L));
}
