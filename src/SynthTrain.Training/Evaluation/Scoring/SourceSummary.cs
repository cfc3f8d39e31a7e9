namespace SynthTrain.Training.Evaluation.Scoring;

/// <summary>What one source of answers achieved. Equal answers give equal summaries: times are none of it.</summary>
public sealed record SourceSummary
{
    /// <summary>What was asked: a model, a file, an endpoint.</summary>
    public required string Source { get; init; }

    /// <summary>Rows asked.</summary>
    public required int Rows { get; init; }

    /// <summary>Rows without an answer, since the call failed; no share counts them.</summary>
    public int Failed { get; init; }

    /// <summary>Answers that were cut at the most tokens.</summary>
    public int Cut { get; init; }

    /// <summary>Texts equal.</summary>
    public Share Exact { get; init; }

    /// <summary>JSON values equal.</summary>
    public Share JsonMatch { get; init; }

    /// <summary>JSON at all.</summary>
    public Share ValidJson { get; init; }

    /// <summary>JSON of the schema.</summary>
    public Share ValidSchema { get; init; }

    /// <summary>Fields that any row expects, in the order in which rows or answers first name them; of the rows in which either has them.</summary>
    public IReadOnlyList<KeyValuePair<string, Share>> Fields { get; init; } = [];

    /// <summary>How likely expected answers are; <see langword="null"/> where the source does not say.</summary>
    public LikelihoodSummary? Likelihood { get; init; }

    /// <summary>Sums verdicts up.</summary>
    /// <param name="run">The answers.</param>
    /// <param name="likelihood">How likely expected answers are.</param>
    public static SourceSummary Of(SourceRun run, LikelihoodSummary? likelihood = null)
    {
        var verdicts = run.Rows.Select(row => row.Verdict).OfType<AnswerVerdict>().ToList();
        var fields = new OrderedDictionary<string, Share>(StringComparer.Ordinal);
        foreach (var field in verdicts.SelectMany(verdict => verdict.Fields))
        {
            var share = fields.GetValueOrDefault(field.Path);
            fields[field.Path] = new(share.Correct + (field.IsCorrect ? 1 : 0), share.Total + 1);
        }

        // A model may make up any name; what no row expects has no line.
        var expected = verdicts.SelectMany(verdict => verdict.Fields).Where(field => field.IsExpected).Select(field => field.Path).ToHashSet(StringComparer.Ordinal);

        return new()
        {
            Source = run.Source,
            Rows = run.Rows.Count,
            Failed = run.Rows.Count - verdicts.Count,
            Cut = run.Rows.Count(row => row.Answer?.Finish == Generation.AnswerEnd.Length),
            Exact = Share.Of(verdicts.Select(verdict => (bool?)verdict.Exact)),
            JsonMatch = Share.Of(verdicts.Select(verdict => verdict.JsonMatch)),
            ValidJson = Share.Of(verdicts.Select(verdict => verdict.ValidJson)),
            ValidSchema = Share.Of(verdicts.Select(verdict => verdict.ValidSchema)),
            Fields = [.. fields.Where(field => expected.Contains(field.Key))],
            Likelihood = likelihood,
        };
    }
}
