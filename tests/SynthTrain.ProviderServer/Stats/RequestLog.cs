using System.Diagnostics;
using SynthTrain.Loopback.Requests;

namespace SynthTrain.Loopback.Stats;

/// <summary>Every request that asked for an answer, counted. Safe for any number of threads.</summary>
public sealed class RequestLog
{
    private readonly Lock _lock = new();
    private readonly List<RequestEntry> _entries = [];
    private readonly Dictionary<string, int> _contents = new(StringComparer.Ordinal);
    private readonly List<RecordedRequest> _recorded = [];
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly int _keep;
    private readonly LineLog? _lines;
    private int _inFlight;
    private int _maxInFlight;

    internal RequestLog(int keep, LineLog? lines) => (_keep, _lines) = (keep, lines);

    /// <summary>Time since the server's start.</summary>
    public TimeSpan Now => Stopwatch.GetElapsedTime(_start);

    /// <summary>Requests that asked for an answer.</summary>
    public int Count => Locked(() => _entries.Count);

    /// <summary>The most that were under way at once.</summary>
    public int MaxInFlight => Locked(() => _maxInFlight);

    /// <summary>Those that ask for an answer, in order of arrival.</summary>
    public IReadOnlyList<RequestEntry> Entries => Locked(() => _entries.ToArray());

    /// <summary>Everything that came over the wire, other endpoints included, in order of arrival; the first <see cref="ProviderServerOptions.KeepRequests"/>.</summary>
    public IReadOnlyList<RecordedRequest> Recorded => Locked(() => _recorded.ToArray());

    /// <summary>How often each content came, by hash.</summary>
    public IReadOnlyDictionary<string, int> Contents => Locked(() => new Dictionary<string, int>(_contents, StringComparer.Ordinal));

    /// <summary>Requests whose content came before.</summary>
    public int Repeats => Locked(() => _entries.Count - _contents.Count);

    /// <summary>Requests whose content had been answered, whole and right, before they came.</summary>
    public int RepeatsOfAnswered => Locked(() =>
    {
        var answered = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        var repeats = 0;
        foreach (var entry in _entries)
        {
            if (answered.TryGetValue(entry.ContentHash, out var finished) && finished <= entry.Arrived)
                repeats++;
            if (entry is { Answered: true, Finished: { } end } && (!answered.TryGetValue(entry.ContentHash, out var earlier) || end < earlier))
                answered[entry.ContentHash] = end;
        }

        return repeats;
    });

    /// <summary>The most requests and reserved tokens of one model (null: of all) in any window.</summary>
    public WindowPeak Peak(TimeSpan window, string? model = null) => WindowPeak.Of(Entries.Where(entry => model is null || entry.Model == model), window);

    /// <summary>Forgets everything; what is under way is still counted as under way.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
            _contents.Clear();
            _recorded.Clear();
            _maxInFlight = _inFlight;
        }
    }

    internal void Record(Func<RecordedRequest> request)
    {
        lock (_lock)
        {
            if (_recorded.Count < _keep)
                _recorded.Add(request());
        }
    }

    internal RequestEntry Begin(TimeSpan arrived, string path, ServerRequest request)
    {
        lock (_lock)
        {
            _maxInFlight = Math.Max(_maxInFlight, ++_inFlight);
            var attempt = _contents[request.ContentHash] = _contents.GetValueOrDefault(request.ContentHash) + 1;
            var entry = new RequestEntry
            {
                Number = _entries.Count + 1,
                Attempt = attempt,
                Arrived = arrived,
                Path = path,
                Model = request.Model,
                ContentHash = request.ContentHash,
                PromptTokens = request.PromptTokens,
                MaxTokens = request.MaxTokens ?? 0,
            };
            _entries.Add(entry);
            return entry;
        }
    }

    internal void End(RequestEntry entry)
    {
        lock (_lock)
        {
            _inFlight--;
            entry.Finished = Now;
        }

        _lines?.Write(entry);
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_lock)
            return read();
    }
}
