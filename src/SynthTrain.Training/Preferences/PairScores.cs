namespace SynthTrain.Training.Preferences;

/// <summary>What losses of preferences are made of: one entry a pair in each tensor, float32.</summary>
/// <param name="Chosen">Log-probability of the better answer, summed over its tokens.</param>
/// <param name="Rejected">Of the worse one.</param>
/// <param name="ReferenceChosen">The reference's of the better answer.</param>
/// <param name="ReferenceRejected">The reference's of the worse one.</param>
/// <param name="ChosenTokens">Tokens of the better answer.</param>
/// <param name="RejectedTokens">Tokens of the worse one.</param>
internal sealed record PairScores(Tensor Chosen, Tensor Rejected, Tensor ReferenceChosen, Tensor ReferenceRejected, Tensor ChosenTokens, Tensor RejectedTokens)
{
    /// <summary>log(policy ÷ reference) of the better answers.</summary>
    public Tensor ChosenRatio => Chosen - ReferenceChosen;

    /// <summary>log(policy ÷ reference) of the worse answers.</summary>
    public Tensor RejectedRatio => Rejected - ReferenceRejected;
}
