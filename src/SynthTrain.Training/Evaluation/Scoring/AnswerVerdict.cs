namespace SynthTrain.Training.Evaluation.Scoring;

/// <summary>What an answer is worth.</summary>
/// <param name="Exact">The texts are equal, white space at their ends aside.</param>
/// <param name="JsonMatch">The JSON values are equal: order of properties, white space and spelling of numbers aside. <see langword="null"/> where the expected answer is no JSON object or array.</param>
/// <param name="ValidJson">The answer is one JSON value and nothing else. <see langword="null"/> where neither the expected answer nor a schema asks for JSON.</param>
/// <param name="ValidSchema">The answer is JSON of the schema. <see langword="null"/> where there is none.</param>
/// <param name="Fields">The expected object's fields, in its order, and after them those that the answer has beyond.</param>
public sealed record AnswerVerdict(bool Exact, bool? JsonMatch, bool? ValidJson, bool? ValidSchema, IReadOnlyList<FieldVerdict> Fields);
