using System.Text.Json;
using SynthTrain.Core.Rows;
using SynthTrain.Stages.Answers;

namespace SynthTrain.Stages.Dataset;

/// <summary>How many accepted rows were refined.</summary>
internal sealed class RefinedRate : IRowFigures
{
    private long _rows;
    private long _refined;

    /// <inheritdoc/>
    public void Add(JsonElement row)
    {
        _rows++;
        _refined += row.TryGetProperty("refined", out var refined) && refined.ValueKind == JsonValueKind.True ? 1 : 0;
    }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Result() => [new("refined", PassRates.Rate(_refined, _rows))];
}
