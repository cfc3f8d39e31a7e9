using SynthTrain.Training.Evaluation.Scoring;

namespace SynthTrain.Training.Evaluation.Answering;

/// <summary>All that a model in this process said: answers, and what it thinks of the expected ones.</summary>
/// <param name="Run">The answers.</param>
/// <param name="Prompts">The rows as the model's tokenizer sees them.</param>
/// <param name="Scores">Scores of the expected tokens, row by row.</param>
public sealed record ModelEvaluation(SourceRun Run, IReadOnlyList<EvaluationPrompt> Prompts, IReadOnlyList<ExpectedScores> Scores)
{
    /// <summary>The figures.</summary>
    public SourceSummary Summary { get; } = SourceSummary.Of(Run, LikelihoodSummary.Of(Scores));
}
