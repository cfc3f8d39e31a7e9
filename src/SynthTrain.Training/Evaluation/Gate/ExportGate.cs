using System.Globalization;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Training.Evaluation.Answering;
using SynthTrain.Training.Evaluation.Scoring;

namespace SynthTrain.Training.Evaluation.Gate;

/// <summary>Holds what an export made of a model against the trained model, on the very same rows.</summary>
/// <param name="reference">The trained model.</param>
/// <param name="bounds">What is allowed.</param>
public sealed class ExportGate(ModelEvaluation reference, GateBounds bounds)
{
    /// <summary>One row of a hundred is 0.01 of them, which a double is not.</summary>
    private const double Rounding = 1e-9;

    /// <summary>Compares.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="type">What its file is mostly stored as.</param>
    /// <param name="step">The step on the same rows.</param>
    public GateStep Compare(string name, string? type, ModelEvaluation step)
    {
        var logits = new Difference();
        var logs = new Difference();
        var otherwise = 0;
        for (var row = 0; row < reference.Scores.Count; row++)
        {
            if (!reference.Prompts[row].Expected.Ids.AsSpan().SequenceEqual(step.Prompts[row].Expected.Ids))
            {
                otherwise++;
                continue;
            }

            logits.Add(reference.Scores[row].Logits, step.Scores[row].Logits);
            logs.Add(reference.Scores[row].LogProbabilities, step.Scores[row].LogProbabilities);
        }

        return new()
        {
            Name = name,
            Type = type,
            MaxLogit = logits.Max,
            MeanLogit = logits.Mean,
            MaxLogProbability = logs.Max,
            MeanLogProbability = logs.Mean,
            RowsTokenizedOtherwise = otherwise,
            TokensCompared = logits.Count,
            Reference = reference.Summary,
            Summary = step.Summary,
        };
    }

    /// <summary>What is beyond the bounds, one fault a figure; with bounds and nothing to hold against them that is a fault too.</summary>
    public IReadOnlyList<Diagnostic> Faults(IReadOnlyCollection<GateStep> steps) => steps.Count == 0 && bounds.Any
        ? [Diagnostic.Error(Codes.GateFailed, "A bound of the export gate is set, and no export was compared with the trained model; name types as SynthGateTypes, or leave the bounds out.")]
        : [.. steps.SelectMany(FaultsOf)];

    private IEnumerable<Diagnostic> FaultsOf(GateStep step)
    {
        string[] names = step.Type is { } type ? [step.Name, type] : [step.Name];
        if (bounds.Any && step.RowsTokenizedOtherwise > 0)
            yield return Fault(step, $"its tokenizer makes other tokens of {step.RowsTokenizedOtherwise} of {reference.Scores.Count} rows, and none may differ", "See that the tokenizer's files belong to the model, and report the tokenizer where they do.");
        else if (bounds.Any && step.TokensCompared == 0)
            yield return Fault(step, "no token of it was compared, since the expected answers have none", "Give the evaluation rows expected answers that are not empty.");
        if (bounds.Logits?.For(names) is { } logits && !(step.MaxLogit <= logits))
            yield return Fault(step, string.Create(CultureInfo.InvariantCulture, $"the greatest difference of an expected token's logit is {step.MaxLogit:g4}, and gate_logits allows {logits:g4}"), More("SynthGateLogits"));
        if (bounds.Perplexity?.For(names) is { } perplexity && !(step.PerplexityRise <= perplexity))
            yield return Fault(step, string.Create(CultureInfo.InvariantCulture, $"perplexity rises by {step.PerplexityRise * 100:g4} % ({reference.Summary.Likelihood!.Perplexity:0.######} to {step.Summary.Likelihood!.Perplexity:0.######}), and gate_perplexity allows {perplexity * 100:g4} %"), More("SynthGatePerplexity"));
        if (bounds.ExactMatch?.For(names) is { } exact && step.Reference.Exact.Correct - step.Summary.Exact.Correct > (exact * step.Reference.Exact.Total) + Rounding)
            yield return Fault(step, string.Create(CultureInfo.InvariantCulture, $"exact matches fall from {reference.Summary.Exact} to {step.Summary.Exact}, and gate_exact_match allows a drop of {exact * 100:g4} %"), More("SynthGateExactMatch"));
    }

    private static string More(string property) => $"Ship a type with more bits (SynthQuant), or allow more ({property}).";

    private static Diagnostic Fault(GateStep step, string measured, string advice) =>
        Diagnostic.Error(Codes.GateFailed, $"Export step '{step.Name}' differs too much from the trained model: {measured}. {advice}");
}
