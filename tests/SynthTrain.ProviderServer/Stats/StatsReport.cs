namespace SynthTrain.Loopback.Stats;

/// <summary>What a server has counted.</summary>
public sealed record StatsReport
{
    /// <summary>Requests that asked for an answer.</summary>
    public required int Requests { get; init; }

    /// <summary>Different contents among them.</summary>
    public required int Distinct { get; init; }

    /// <summary>Those whose content had been answered, whole and right, before they came.</summary>
    public required int RepeatsOfAnswered { get; init; }

    /// <summary>The most under way at once.</summary>
    public required int MaxInFlight { get; init; }

    /// <summary>Requests by model.</summary>
    public required IReadOnlyDictionary<string, int> Models { get; init; }

    /// <summary>Requests by status; 0 where the connection was reset before one.</summary>
    public required IReadOnlyDictionary<string, int> Statuses { get; init; }

    /// <summary>Requests by fault.</summary>
    public required IReadOnlyDictionary<string, int> Faults { get; init; }

    /// <summary>The most requests and reserved tokens of any window, by model.</summary>
    public required IReadOnlyDictionary<string, WindowPeak> Peaks { get; init; }

    /// <summary>Milliseconds from the first arrival to the last reply.</summary>
    public required double SpanMs { get; init; }

    /// <summary>Mean milliseconds from arrival to reply.</summary>
    public required double MeanMs { get; init; }

    /// <summary>Counts a log.</summary>
    public static StatsReport Of(RequestLog log, TimeSpan window)
    {
        var entries = log.Entries;
        var ended = entries.Where(entry => entry.Finished is not null).ToArray();
        return new StatsReport
        {
            Requests = entries.Count,
            Distinct = entries.Select(entry => entry.ContentHash).Distinct(StringComparer.Ordinal).Count(),
            RepeatsOfAnswered = log.RepeatsOfAnswered,
            MaxInFlight = log.MaxInFlight,
            Models = Count(entries, entry => entry.Model),
            Statuses = Count(ended, entry => entry.Status.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            Faults = Count(entries.Where(entry => entry.Fault is not null), entry => entry.Fault!),
            Peaks = entries.GroupBy(entry => entry.Model, StringComparer.Ordinal).ToDictionary(group => group.Key, group => WindowPeak.Of(group, window), StringComparer.Ordinal),
            SpanMs = ended.Length == 0 ? 0 : (ended.Max(entry => entry.Finished!.Value) - entries[0].Arrived).TotalMilliseconds,
            MeanMs = ended.Length == 0 ? 0 : ended.Average(entry => (entry.Finished!.Value - entry.Arrived).TotalMilliseconds),
        };
    }

    private static Dictionary<string, int> Count(IEnumerable<RequestEntry> entries, Func<RequestEntry, string> of) =>
        entries.GroupBy(of, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
}
