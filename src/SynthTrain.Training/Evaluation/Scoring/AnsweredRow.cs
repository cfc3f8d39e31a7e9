using SynthTrain.Training.Evaluation.Answering;
using SynthTrain.Training.Evaluation.Rows;

namespace SynthTrain.Training.Evaluation.Scoring;

/// <summary>A row and what a source made of it.</summary>
/// <param name="Row">The row.</param>
/// <param name="Answer">The answer; <see langword="null"/> when the call failed.</param>
/// <param name="Verdict">What it is worth; <see langword="null"/> when the call failed.</param>
/// <param name="Failure">Why the call failed.</param>
public sealed record AnsweredRow(EvaluationRow Row, Answer? Answer, AnswerVerdict? Verdict, string? Failure = null);
