namespace SynthTrain.Training.Evaluation.Scoring;

/// <summary>Whether one field of an answer is as expected.</summary>
/// <param name="Path">The property's name, or <c>name.inner</c> for a property of an object in it.</param>
/// <param name="IsCorrect">Whether the answer has it with an equal JSON value.</param>
/// <param name="IsExpected">Whether the expected answer has it; one that only the answer has is wrong.</param>
public readonly record struct FieldVerdict(string Path, bool IsCorrect, bool IsExpected = true);
