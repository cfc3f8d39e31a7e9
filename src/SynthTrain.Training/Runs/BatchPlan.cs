namespace SynthTrain.Training.Runs;

/// <summary>The micro-batches of the epoch at hand, cut into steps.</summary>
internal sealed class BatchPlan(IObjective objective, int accumulation)
{
    private int _epoch = -1;
    private IReadOnlyList<MicroBatch> _batches = [];

    /// <summary>All micro-batches of an epoch.</summary>
    public IReadOnlyList<MicroBatch> Of(int epoch)
    {
        if (_epoch != epoch)
            (_epoch, _batches) = (epoch, objective.Plan(epoch));
        return _batches;
    }

    /// <summary>The next step's micro-batches; the last step of an epoch may have fewer.</summary>
    public IReadOnlyList<MicroBatch> Next(RunProgress at) => [.. Of(at.Epoch).Skip(at.Position).Take(accumulation)];
}
