using System.Text;
using System.Text.Json;

namespace SynthTrain.Training.Runs;

/// <summary>The lines of <c>metrics.jsonl</c>: one a logged step, one an evaluation. No time is in them, so equal runs give equal bytes.</summary>
public sealed class MetricsLog
{
    private readonly List<RunMetric> _entries = [];

    /// <summary>Everything logged, in order.</summary>
    public IReadOnlyList<RunMetric> Entries => _entries;

    /// <summary>The file.</summary>
    public byte[] ToUtf8() => Encoding.UTF8.GetBytes(string.Concat(_entries.Select(entry => entry.ToJson() + "\n")));

    /// <summary>Adds a line.</summary>
    internal void Add(RunMetric entry) => _entries.Add(entry);

    /// <summary>Takes the lines of a checkpoint in place of its own.</summary>
    internal void Restore(ReadOnlySpan<byte> utf8)
    {
        _entries.Clear();
        foreach (var line in Encoding.UTF8.GetString(utf8).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            _entries.Add(RunMetric.Parse(JsonElement.Parse(line)));
    }
}
