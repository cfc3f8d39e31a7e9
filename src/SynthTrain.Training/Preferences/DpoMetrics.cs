namespace SynthTrain.Training.Preferences;

/// <summary>TRL's figures of a batch, under TRL's names [TRL 1.16 trainer/dpo_trainer.py].</summary>
internal static class DpoMetrics
{
    /// <summary>Means over pairs, or over answers' tokens, of one batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="figures">What the policy says of it.</param>
    /// <param name="references">What the reference says.</param>
    /// <param name="beta">Rewards are beta · log-ratio, whatever the loss.</param>
    public static Dictionary<string, double> Of(PairBatch batch, AnswerFigures figures, IReadOnlyList<ReferenceScore> references, double beta)
    {
        var pairs = batch.Pairs;
        double chosenTokens = batch.Counts.Take(pairs).Sum(), rejectedTokens = batch.Counts.Skip(pairs).Sum();
        var chosen = Rewards(figures.LogProbabilities.Take(pairs), references.Select(reference => reference.Chosen), beta);
        var rejected = Rewards(figures.LogProbabilities.Skip(pairs), references.Select(reference => reference.Rejected), beta);
        return new(StringComparer.Ordinal)
        {
            ["entropy"] = figures.Entropies.Sum() / (chosenTokens + rejectedTokens),
            ["logits/chosen"] = figures.Scores.Take(pairs).Sum() / chosenTokens,
            ["logits/rejected"] = figures.Scores.Skip(pairs).Sum() / rejectedTokens,
            ["mean_token_accuracy"] = figures.Hits.Take(pairs).Sum() / chosenTokens,
            ["rewards/chosen"] = chosen.Average(),
            ["rewards/rejected"] = rejected.Average(),
            // Strict: equal rewards are no hit.
            ["rewards/accuracies"] = chosen.Zip(rejected, (better, worse) => better > worse ? 1.0 : 0).Average(),
            ["rewards/margins"] = chosen.Zip(rejected, (better, worse) => better - worse).Average(),
            ["logps/chosen"] = figures.LogProbabilities.Take(pairs).Average(),
            ["logps/rejected"] = figures.LogProbabilities.Skip(pairs).Average(),
        };
    }

    private static double[] Rewards(IEnumerable<double> policy, IEnumerable<float> reference, double beta) => [.. policy.Zip(reference, (ours, theirs) => beta * ((float)ours - theirs))];
}
