namespace SynthTrain.Training.Evaluation.Scoring;

/// <summary>What a model thinks of the tokens of one expected answer, in their order.</summary>
/// <param name="LogProbabilities">ln p of each.</param>
/// <param name="Logits">The score of each before the softmax.</param>
public sealed record ExpectedScores(float[] LogProbabilities, float[] Logits)
{
    /// <summary>How many there are.</summary>
    public int Tokens => LogProbabilities.Length;

    /// <summary>Σ −ln p.</summary>
    public double NegativeLogLikelihood => -LogProbabilities.Sum(value => (double)value);
}
