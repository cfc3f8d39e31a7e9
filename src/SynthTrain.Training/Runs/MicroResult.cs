namespace SynthTrain.Training.Runs;

/// <summary>A micro-batch's share of its step.</summary>
/// <param name="Loss">Its loss ÷ the step's total; shares add up to the step's loss.</param>
/// <param name="Metrics">Further figures under the field's names (TRL's), shares of the step's too.</param>
public sealed record MicroResult(double Loss, IReadOnlyList<KeyValuePair<string, double>> Metrics)
{
    /// <summary>A loss alone.</summary>
    public MicroResult(double loss)
        : this(loss, [])
    {
    }
}
