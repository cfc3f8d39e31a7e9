namespace SynthTrain.Loopback.Stats;

/// <summary>Rates that the server itself enforces, for each model, over a window that slides.</summary>
internal sealed class RateGate(ServerLimits limits)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<RequestEntry>> _inside = new(StringComparer.Ordinal);

    /// <summary>Lets a request pass, or says how long until it could.</summary>
    public TimeSpan? Refuse(RequestEntry entry)
    {
        var window = TimeSpan.FromMilliseconds(limits.WindowMs);
        lock (_lock)
        {
            if (!_inside.TryGetValue(entry.Model, out var inside))
                _inside[entry.Model] = inside = new Queue<RequestEntry>();
            while (inside.TryPeek(out var oldest) && entry.Arrived - oldest.Arrived >= window)
                inside.Dequeue();
            var tokens = inside.Sum(other => other.Reserved) + entry.Reserved;
            if (inside.Count < (limits.Requests ?? int.MaxValue) && tokens <= (limits.Tokens ?? long.MaxValue))
            {
                inside.Enqueue(entry);
                return null;
            }

            return inside.TryPeek(out var first) ? first.Arrived + window - entry.Arrived : window;
        }
    }
}
