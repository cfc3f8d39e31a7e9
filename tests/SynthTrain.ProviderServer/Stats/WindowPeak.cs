namespace SynthTrain.Loopback.Stats;

/// <summary>The most that fell into any one window.</summary>
/// <param name="Requests">Requests.</param>
/// <param name="Tokens">Reserved tokens.</param>
public readonly record struct WindowPeak(int Requests, long Tokens)
{
    /// <summary>The peaks over windows of one length that slide over arrivals; a window is open at its end.</summary>
    public static WindowPeak Of(IEnumerable<RequestEntry> arrivals, TimeSpan window)
    {
        var (requests, tokens, held) = (0, 0L, 0L);
        var inside = new Queue<RequestEntry>();
        foreach (var entry in arrivals.OrderBy(entry => entry.Arrived))
        {
            while (inside.TryPeek(out var oldest) && entry.Arrived - oldest.Arrived >= window)
                held -= inside.Dequeue().Reserved;
            inside.Enqueue(entry);
            held += entry.Reserved;
            requests = Math.Max(requests, inside.Count);
            tokens = Math.Max(tokens, held);
        }

        return new WindowPeak(requests, tokens);
    }
}
