using SynthTrain.Core.Diagnostics;
using SynthTrain.Training.Optimization;

namespace SynthTrain.Training.Runs.Estimates;

/// <summary>What is found out before the first step: whether memory suffices, and, from the largest micro-batch tried, how long the run will take.</summary>
internal sealed class Rehearsal
{
    private readonly RunJob _job;
    private readonly BatchPlan _plan;
    private readonly MicroBatch _largest;
    private readonly MemoryEstimate _memory;
    private readonly long? _available;

    public Rehearsal(RunJob job, BatchPlan plan, IReadOnlyList<NamedParameter> learning)
    {
        (_job, _plan) = (job, plan);
        _largest = LargestBatch.Of(plan.Of(0));
        _memory = MemoryEstimate.Of(job, learning, _largest.Padded);
        _available = job.Memory?.Available(learning[0].Value.device);
    }

    /// <summary>Fails early.</summary>
    /// <exception cref="SynthException"><see cref="Codes.OutOfMemory"/>.</exception>
    public void RequireMemory()
    {
        if (_available < _memory.Further)
            throw new SynthException(Codes.OutOfMemory, $"Training needs about {_memory}, and besides the weights only {MemoryEstimate.Text(_available.Value)} are available. {MemoryAdvice.Of(_memory)}");
    }

    /// <summary>Tries the largest micro-batch, drops its gradients, and says what is to come.</summary>
    public void Announce(StepRunner runner, RunProgress at, int steps)
    {
        var ofToken = Fastest(runner) / Math.Max(1, _largest.Padded);
        var left = steps - at.Step;
        var first = _plan.Of(0);
        var epochs = (double)left / TrainingLength.StepsPerEpoch(first.Count, _job.Options.AccumulationSteps);
        var tokens = (long)(first.Sum(batch => batch.Tokens) * epochs);
        var time = ofToken * (first.Sum(batch => batch.Padded) * epochs);
        var estimate = new RunEstimate(_memory, _available, left, tokens, time, _job.HourPrice * (decimal)time.TotalHours);
        var resumed = at.Step > 0 ? $"Training goes on after step {at.Step}. " : "";
        _job.Diagnostics.Report(Diagnostic.Info(Codes.TrainingEstimate, $"{resumed}{estimate}."));
    }

    private TimeSpan Fastest(StepRunner runner)
    {
        var (begun, fastest) = (_job.Clock.GetTimestamp(), TimeSpan.MaxValue);
        do
        {
            var started = _job.Clock.GetTimestamp();
            runner.Rehearse(_largest);
            var took = _job.Clock.GetElapsedTime(started);
            fastest = took < fastest ? took : fastest;
        }
        while (_job.Clock.GetElapsedTime(begun) is var gone && gone > TimeSpan.Zero && gone < _job.Rehearsal);
        return fastest;
    }
}
