namespace SynthTrain.Training.Evaluation.Scoring;

/// <summary>How likely a model thinks the expected answers, their end tokens included.</summary>
/// <param name="NegativeLogLikelihood">Σ −ln p over all tokens of all expected answers.</param>
/// <param name="Tokens">How many those are.</param>
public sealed record LikelihoodSummary(double NegativeLogLikelihood, long Tokens)
{
    /// <summary>Per token: every token weighs the same, whatever row it is of.</summary>
    public double Mean => Tokens == 0 ? 0 : NegativeLogLikelihood / Tokens;

    /// <summary>e to the mean.</summary>
    public double Perplexity => Math.Exp(Mean);

    /// <summary>Sums rows up.</summary>
    public static LikelihoodSummary Of(IReadOnlyCollection<ExpectedScores> rows) => new(rows.Sum(row => row.NegativeLogLikelihood), rows.Sum(row => (long)row.Tokens));
}
