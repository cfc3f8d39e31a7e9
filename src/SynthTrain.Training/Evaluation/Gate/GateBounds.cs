namespace SynthTrain.Training.Evaluation.Gate;

/// <summary>What an export may differ in from the trained model; <see langword="null"/> = by any amount.</summary>
/// <param name="Logits">The greatest |Δ logit| of an expected token (<c>gate_logits</c>).</param>
/// <param name="Perplexity">The rise of perplexity as a share: 0.01 is one per cent (<c>gate_perplexity</c>); a fall is never too much.</param>
/// <param name="ExactMatch">The drop of the share of exact matches: 0.01 is one row of a hundred (<c>gate_exact_match</c>); a rise is never too much.</param>
public sealed record GateBounds(GateBound? Logits = null, GateBound? Perplexity = null, GateBound? ExactMatch = null)
{
    /// <summary>Whether anything is bounded.</summary>
    public bool Any => Logits is not null || Perplexity is not null || ExactMatch is not null;
}
