namespace SynthTrain.Training.Preferences;

/// <summary>What a model says of each row's answer, summed over its tokens.</summary>
/// <param name="LogProbabilities">Of the tokens.</param>
/// <param name="Entropies">Of the distributions at them, in nats.</param>
/// <param name="Scores">The mean score over the vocabulary at each.</param>
/// <param name="Hits">How often the likeliest token is the answer's.</param>
internal sealed record AnswerFigures(double[] LogProbabilities, double[] Entropies, double[] Scores, double[] Hits);
