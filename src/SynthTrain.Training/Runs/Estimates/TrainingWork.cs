namespace SynthTrain.Training.Runs.Estimates;

/// <summary>How many operations a run takes, at most: every block is counted for every token.</summary>
/// <remarks>
/// Kaplan et al., "Scaling Laws for Neural Language Models" (2020), section 2.1: a token costs 2 operations a weight forward and twice that backward, 6 N together. Half of the backward pass are the gradients of weights, which an adapter's
/// base has none of: 4 N. Computing blocks again (<c>gradient_checkpointing</c>) adds one forward pass. Attention's own products, which grow with the square of the length, are left out: below a few thousand tokens they are small beside N.
/// A run takes fewer: behind the attention of its last block it goes on with the places alone that have a loss, and the head is multiplied with those.
/// </remarks>
public static class TrainingWork
{
    private const int Forward = 2;
    private const int Backward = 4;
    private const int BackwardOfBase = 2;

    /// <summary>Operations of supervised fine-tuning.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tokens">Tokens of all epochs.</param>
    /// <param name="adapter">Whether an adapter learns instead of all weights.</param>
    /// <param name="again">Whether blocks are computed again.</param>
    public static double FineTuning(ModelSize model, double tokens, bool adapter, bool again) =>
        (Forward + (adapter ? BackwardOfBase : Backward) + (again ? Forward : 0)) * (double)model.Multiplied * tokens;

    /// <summary>Operations of preference training: the policy learns from both answers in every epoch, the reference scores them once.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tokens">Tokens of both answers with their prompts, of all pairs, once.</param>
    /// <param name="epochs">Epochs.</param>
    /// <param name="adapter">Whether an adapter learns instead of all weights.</param>
    /// <param name="again">Whether blocks are computed again.</param>
    public static double Preferences(ModelSize model, double tokens, double epochs, bool adapter, bool again) =>
        FineTuning(model, tokens * epochs, adapter, again) + Reading(model, tokens);

    /// <summary>Operations of reading a prompt.</summary>
    public static double Reading(ModelSize model, double tokens) => Forward * (double)model.Multiplied * tokens;
}
