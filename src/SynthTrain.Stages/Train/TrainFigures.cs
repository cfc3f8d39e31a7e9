using System.Globalization;
using SynthTrain.Core.Stages;
using SynthTrain.Training.Runs;

namespace SynthTrain.Stages.Train;

/// <summary>What a training did, in numbers that equal inputs give equally.</summary>
internal static class TrainFigures
{
    /// <summary>Rows, tokens, losses.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(RunOutcome outcome, long learning, TrainingSets sets)
    {
        var (progress, counts) = (outcome.Progress, sets.Train.Counts);
        var figures = new List<KeyValuePair<string, string>>
        {
            new("examples", string.Create(CultureInfo.InvariantCulture, $"{counts.Examples} of {counts.Rows} rows")),
            new("trained parameters", string.Create(CultureInfo.InvariantCulture, $"{learning}")),
            new("steps", string.Create(CultureInfo.InvariantCulture, $"{progress.Step} of {outcome.Steps}")),
            new("tokens", string.Create(CultureInfo.InvariantCulture, $"{progress.Tokens}")),
            new("loss", string.Create(CultureInfo.InvariantCulture, $"{progress.FirstLoss:0.0000} -> {progress.LastLoss:0.0000}")),
        };
        if (progress.EvaluationLoss is { } loss)
            figures.Add(new("validation loss", string.Create(CultureInfo.InvariantCulture, $"{loss:0.0000}")));
        if (outcome.WeightsOfStep != progress.Step)
            figures.Add(new("weights of step", string.Create(CultureInfo.InvariantCulture, $"{outcome.WeightsOfStep} (validation loss {progress.BestLoss:0.0000})")));
        Add(figures, "truncated rows", counts.Truncated);
        Add(figures, "rows with special tokens in their text", counts.WithSpecialTokens);
        if (sets.Validation is { } validation)
        {
            Add(figures, "validation examples", validation.Counts.Examples);
            Add(figures, "validation rows left out", validation.Counts.Dropped + validation.Counts.NothingLeft);
            Add(figures, "truncated validation rows", validation.Counts.Truncated);
        }

        return figures;
    }

    /// <summary>Rows that were left out are rejected ones, by reason.</summary>
    public static StageResult Result(TrainingSets sets, IReadOnlyList<KeyValuePair<string, string>> figures)
    {
        var counts = sets.Train.Counts;
        var rejected = new SortedDictionary<string, long>(StringComparer.Ordinal);
        if (counts.Dropped > 0)
            rejected["too_long"] = counts.Dropped;
        if (counts.NothingLeft > 0)
            rejected["nothing_left_to_train"] = counts.NothingLeft;
        return new StageResult { RowsIn = counts.Rows, Accepted = counts.Examples, Rejected = rejected, Figures = figures };
    }

    private static void Add(List<KeyValuePair<string, string>> figures, string name, int count)
    {
        if (count > 0)
            figures.Add(new(name, count.ToString(CultureInfo.InvariantCulture)));
    }
}
