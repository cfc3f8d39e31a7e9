using SynthTrain.Core.IO;
using SynthTrain.Teachers.Money;

namespace SynthTrain.Teachers.Batches;

/// <summary>Requests that one round has noted: their lines on disk, about 60 bytes each in memory.</summary>
internal sealed class NotedRequests : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, NotedRequest> _noted = [];
    private readonly IFileSystem _files;
    private readonly string _path;
    private Stream? _stream;
    private long _end;

    public NotedRequests(IFileSystem files, string path)
    {
        _files = files;
        _path = path;
    }

    /// <summary>Whether a request is noted.</summary>
    public bool Has(UInt128 key)
    {
        lock (_gate)
            return _noted.ContainsKey(key);
    }

    /// <summary>A request that is noted; null when it is not.</summary>
    public NotedRequest? Find(UInt128 key)
    {
        lock (_gate)
            return _noted.TryGetValue(key, out var request) ? request : null;
    }

    /// <summary>Notes a request once.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="line">Its line, line feed included.</param>
    /// <param name="estimate">The most that it can come to.</param>
    public void Add(UInt128 key, ReadOnlySpan<byte> line, in SpendEstimate estimate)
    {
        lock (_gate)
        {
            if (!_noted.TryAdd(key, new NotedRequest(key, _end, line.Length, Small(estimate.InputTokens), Small(estimate.OutputTokens))))
                return;
            _stream ??= _files.Create(_path);
            _stream.Write(line);
            _end += line.Length;
        }
    }

    /// <summary>What is noted, sorted by key: rows end in any order, and the same requests must make the same job.</summary>
    public IReadOnlyList<NotedRequest> Sorted()
    {
        lock (_gate)
        {
            _stream?.Flush();
            return [.. _noted.Values.OrderBy(request => request.Key)];
        }
    }

    /// <summary>Copies lines.</summary>
    public void CopyTo(Stream output, IEnumerable<NotedRequest> requests)
    {
        using var lines = _files.OpenRead(_path);
        var line = new byte[4096];
        foreach (var request in requests)
        {
            if (line.Length < request.Length)
                line = new byte[request.Length * 2];
            lines.Position = request.Offset;
            lines.ReadExactly(line, 0, request.Length);
            output.Write(line, 0, request.Length);
        }
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            Dispose();
            _noted.Clear();
            _end = 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream?.Dispose();
        _stream = null;
    }

    private static int Small(long tokens) => (int)Math.Clamp(tokens, 0, int.MaxValue);
}
