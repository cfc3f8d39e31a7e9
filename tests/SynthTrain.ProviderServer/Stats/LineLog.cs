using System.Globalization;

namespace SynthTrain.Loopback.Stats;

/// <summary>The log file: one line a request, tab-separated. Written through a buffer that is emptied ten times a second.</summary>
internal sealed class LineLog : IDisposable
{
    private readonly Lock _lock = new();
    private readonly StreamWriter _writer;
    private readonly Timer _flush;
    private readonly DateTimeOffset _start;
    private bool _closed;

    public LineLog(string path, TimeProvider clock)
    {
        _start = clock.GetUtcNow();
        _writer = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite), bufferSize: 1 << 16);
        _flush = new Timer(_ => Flush(), null, 100, 100);
    }

    /// <summary>Milliseconds since 1970 of arrival, path, model, content hash, reserved tokens, status, fault.</summary>
    public void Write(RequestEntry entry)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{(_start + entry.Arrived).ToUnixTimeMilliseconds()}\t{entry.Path}\t{entry.Model}\t{entry.ContentHash}\t{entry.Reserved}\t{entry.Status}\t{entry.Fault ?? "-"}\n");
        lock (_lock)
        {
            if (!_closed)
                _writer.Write(line);
        }
    }

    public void Dispose()
    {
        _flush.Dispose();
        lock (_lock)
        {
            _closed = true;
            _writer.Dispose();
        }
    }

    private void Flush()
    {
        lock (_lock)
        {
            if (!_closed)
                _writer.Flush();
        }
    }
}
