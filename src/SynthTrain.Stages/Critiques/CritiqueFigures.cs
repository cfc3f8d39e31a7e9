using System.Text.Json;
using SynthTrain.Core.Rows;
using SynthTrain.Stages.Answers;

namespace SynthTrain.Stages.Critiques;

/// <summary>Pass rates, verdicts, and issues by kind.</summary>
internal sealed class CritiqueFigures : IRowFigures
{
    private readonly PassRates _rates = new();
    private readonly SortedDictionary<string, int> _kinds = new(StringComparer.Ordinal);
    private long _rows;
    private long _accepted;
    private long _revised;

    /// <inheritdoc/>
    public void Add(JsonElement row)
    {
        _rates.Add(row);
        _rows++;
        var verdict = RowText.Get(row, "verdict");
        _accepted += verdict == CritiquesStage.Accept ? 1 : 0;
        _revised += verdict == CritiquesStage.Revise ? 1 : 0;
        foreach (var issue in CritiqueIssue.Read(row))
            _kinds[issue.Kind] = _kinds.GetValueOrDefault(issue.Kind) + 1;
    }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Result() =>
    [
        .. _rates.Result(),
        new("accept", PassRates.Rate(_accepted, _rows)),
        new("revise", PassRates.Rate(_revised, _rows)),
        new("issues", _kinds.Count == 0 ? "none" : string.Join(", ", _kinds.Select(kind => $"{kind.Key} {kind.Value}"))),
    ];
}
