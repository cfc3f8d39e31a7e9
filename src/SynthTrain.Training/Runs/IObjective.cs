namespace SynthTrain.Training.Runs;

/// <summary>What a run minimises: supervised fine-tuning or preferences. The loop knows nothing else of it.</summary>
public interface IObjective
{
    /// <summary>A hash of everything that the objective's losses depend on besides weights: data, lengths, masks, options. A checkpoint of another one is not continued.</summary>
    string Fingerprint { get; }

    /// <summary>How many micro-batches every epoch has; <see langword="null"/> where epochs differ.</summary>
    int? MicroBatches => null;

    /// <summary>The micro-batches of an epoch in training order; equal arguments give equal plans.</summary>
    /// <param name="epoch">From 0.</param>
    IReadOnlyList<MicroBatch> Plan(int epoch);

    /// <summary>What a micro-batch counts in the mean of its step: its trained tokens, or 1 where every micro-batch counts the same.</summary>
    double Weight(MicroBatch batch);

    /// <summary>Forward and backward pass. Gradients of (loss of the batch ÷ <paramref name="total"/>) are added to the parameters' own.</summary>
    /// <param name="batch">What to do.</param>
    /// <param name="total">The sum of the weights of the step's micro-batches, so that accumulation changes nothing.</param>
    /// <returns>The batch's share of the step's loss and metrics: shares are added.</returns>
    MicroResult Backward(MicroBatch batch, double total);

    /// <summary>The loss on validation data in evaluation mode; <see langword="null"/> where there is none.</summary>
    /// <param name="cancellation">Asked between batches.</param>
    EvaluationResult? Evaluate(CancellationToken cancellation);

    /// <summary>The examples of a batch as <c>file(line)</c>, for a run that must name them.</summary>
    IReadOnlyList<string> Describe(MicroBatch batch);
}
