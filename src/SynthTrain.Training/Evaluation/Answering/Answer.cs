using SynthTrain.Training.Generation;

namespace SynthTrain.Training.Evaluation.Answering;

/// <summary>What a source said.</summary>
/// <param name="Text">The text.</param>
/// <param name="Finish">Whether it ended by itself or was cut.</param>
/// <param name="FirstToken">Until its first part was there.</param>
/// <param name="Duration">Until its end.</param>
public sealed record Answer(string Text, AnswerEnd Finish, TimeSpan FirstToken, TimeSpan Duration);
