using System.Text.Json.Nodes;

namespace SynthTrain.Stages.Qa;

/// <summary>Percentiles of lengths, by nearest rank.</summary>
internal sealed class LengthStatistics
{
    private readonly List<int> _lengths = [];

    /// <summary>Takes one length.</summary>
    public void Add(int length) => _lengths.Add(length);

    /// <summary>The figures; empty when no length was taken.</summary>
    public JsonObject ToJson()
    {
        if (_lengths.Count == 0)
            return [];
        _lengths.Sort();
        return new JsonObject
        {
            ["min"] = _lengths[0],
            ["p5"] = Percentile(5),
            ["p25"] = Percentile(25),
            ["p50"] = Percentile(50),
            ["p75"] = Percentile(75),
            ["p95"] = Percentile(95),
            ["max"] = _lengths[^1],
            ["mean"] = Math.Round(_lengths.Sum(length => (long)length) / (double)_lengths.Count, 1),
        };
    }

    private int Percentile(int percent) => _lengths[(int)Math.Max(0, ((percent * (long)_lengths.Count) + 99) / 100 - 1)];
}
