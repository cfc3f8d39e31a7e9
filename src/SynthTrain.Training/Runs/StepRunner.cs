using SynthTrain.Training.Decoder;
using SynthTrain.Training.Optimization;

namespace SynthTrain.Training.Runs;

/// <summary>One optimizer step: the micro-batches' gradients added up, clipped, and taken, unless they are no numbers.</summary>
internal sealed class StepRunner(IObjective objective, DecayedAdamW optimizer, long seed)
{
    /// <summary>Goes one step.</summary>
    /// <param name="batches">The step's micro-batches.</param>
    /// <param name="at">Where the run stands.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="cancellation">Asked before each micro-step; the weights are untouched then.</param>
    public StepResult Run(IReadOnlyList<MicroBatch> batches, RunProgress at, double rate, CancellationToken cancellation)
    {
        var step = at.Step + 1;
        var total = batches.Sum(objective.Weight);
        if (!(total > 0))
            throw Divergence.Empty(step, objective, batches);
        var loss = 0.0;
        var metrics = new SortedDictionary<string, double>(StringComparer.Ordinal);
        optimizer.ZeroGrad();
        for (var i = 0; i < batches.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var share = Micro(batches[i], total, at.MicroSteps + i);
            if (!double.IsFinite(share.Loss))
                throw Divergence.Of($"The loss is {share.Loss}", step, objective, [batches[i]]);
            loss += share.Loss;
            foreach (var (name, value) in share.Metrics)
                metrics[name] = metrics.GetValueOrDefault(name) + value;
        }

        var norm = optimizer.Clip();
        if (!double.IsFinite(norm))
            throw Divergence.Of($"The gradient's norm is {norm}", step, objective, batches);
        optimizer.Step(rate);
        optimizer.ZeroGrad();
        return new StepResult(loss, norm, metrics);
    }

    /// <summary>One micro-step whose gradients are dropped: it shows whether memory suffices and how long a step takes, and changes nothing.</summary>
    public void Rehearse(MicroBatch batch)
    {
        Micro(batch, Math.Max(1, objective.Weight(batch)), 0);
        optimizer.ZeroGrad();
    }

    private MicroResult Micro(MicroBatch batch, double total, long number)
    {
        using var scope = NewDisposeScope();
        Seeds.Set(optimizer.Parameters[0].Value.device, MicroSeeds.Of(seed, number));
        return objective.Backward(batch, total);
    }
}
