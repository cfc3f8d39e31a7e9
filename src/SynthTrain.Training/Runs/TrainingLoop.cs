using System.Runtime.InteropServices;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;
using SynthTrain.Training.Optimization;
using SynthTrain.Training.Runs.Checkpoints;
using SynthTrain.Training.Runs.Estimates;

namespace SynthTrain.Training.Runs;

/// <summary>Trains: steps, evaluations, checkpoints, until the last step or the end of patience.</summary>
/// <remarks>
/// A run that is cancelled or killed goes on from its last checkpoint, and ends with the same weights and metrics, bit for bit, as if it had not been: between two steps nothing
/// counts but weights, the optimizer's memory and <see cref="RunProgress"/>. The clock decides when to save and nothing else.
/// </remarks>
public sealed class TrainingLoop
{
    private readonly RunJob _job;
    private readonly BatchPlan _plan;
    private readonly int _steps;
    private readonly LearningRateSchedule _schedule;
    private readonly MetricsLog _metrics = new();

    private TrainingLoop(RunJob job)
    {
        _job = job;
        _plan = new BatchPlan(job.Objective, job.Options.AccumulationSteps);
        if (_plan.Of(0).Count == 0)
            throw new SynthException(Codes.NoTrainingData, "There is nothing to train on: no example is left after reading and filtering. The counts of dropped rows say why.");
        _steps = job.Objective.MicroBatches is { } each ? TrainingLength.Steps(job.Options, each) : TrainingLength.Steps(job.Options, epoch => _plan.Of(epoch).Count);
        _schedule = new LearningRateSchedule(job.Options, _steps);
    }

    /// <summary>Trains a model, or goes on with it.</summary>
    /// <param name="job">What, and with what.</param>
    /// <param name="cancellation">Asked between micro-steps; what was done is saved then.</param>
    /// <exception cref="SynthException"><see cref="Codes.Diverged"/>, <see cref="Codes.OutOfMemory"/>, <see cref="Codes.BadCheckpoint"/>, <see cref="Codes.NoTrainingData"/>, <see cref="Codes.BadExample"/>.</exception>
    /// <exception cref="OperationCanceledException">Stopped; the run may go on later.</exception>
    public static RunOutcome Run(RunJob job, CancellationToken cancellation)
    {
        try
        {
            return new TrainingLoop(job).Run(cancellation);
        }
        catch (Exception e) when (e is OutOfMemoryException || (e is ExternalException && e.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)))
        {
            throw new SynthException(Diagnostic.Error(Codes.OutOfMemory, $"There was not enough memory to train. {MemoryAdvice.Text} What was saved so far is gone on from."), e);
        }
    }

    private RunOutcome Run(CancellationToken cancellation)
    {
        var learning = _job.Parameters ?? NamedParameter.Learning(_job.Model);
        if (learning.Count == 0)
            throw new SynthException(Codes.UntrainableModel, "No weight of the model learns: the base is frozen and there is no adapter.");
        var rehearsal = new Rehearsal(_job, _plan, learning);
        rehearsal.RequireMemory();
        using var optimizer = new DecayedAdamW(learning, _job.Options);
        var checkpoints = new Checkpointer(_job, optimizer, _metrics);
        var resumed = checkpoints.Resume();
        var runner = new StepRunner(_job.Objective, optimizer, _job.Options.Seed);
        var progress = resumed ?? new RunProgress();
        if (progress.Step < _steps && !progress.Stopped)
            rehearsal.Announce(runner, progress, _steps);
        progress = Continue(progress, runner, checkpoints, cancellation);
        var best = _job.Options.LoadBest && progress.BestLoss is not null && _job.CheckpointDirectory is not null ? progress.BestStep : progress.Step;
        if (best != progress.Step)
            checkpoints.LoadWeights(best);
        checkpoints.Finish(progress);
        return new RunOutcome(progress, _steps, _metrics) { WeightsOfStep = best, ResumedFrom = resumed?.Step ?? 0 };
    }

    private RunProgress Continue(RunProgress at, StepRunner runner, Checkpointer checkpoints, CancellationToken cancellation)
    {
        var (resumedFrom, judged) = (at.Step, true);
        try
        {
            while (true)
            {
                Report(at, resumedFrom);
                var before = at.BestStep;
                judged = false;
                at = Evaluate(at, cancellation);
                judged = true;
                var last = at.Step >= _steps || at.Stopped;
                if (last || checkpoints.IsDue(at) || (_job.Options.LoadBest && at.BestStep != before))
                    checkpoints.Save(at);
                if (last)
                    return at;
                at = Step(at, runner, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            checkpoints.Save(at);
            throw;
        }
        catch (SynthException e) when (e.Diagnostics[0].Code == Codes.Diverged)
        {
            // Weights whose validation loss is no number are not worth keeping, and would push out good ones.
            if (judged)
                checkpoints.Save(at);
            var saved = checkpoints.LastBefore(judged ? at.Step + 1 : at.Step) is { } step ? $" The last good checkpoint is that of step {step} in '{_job.CheckpointDirectory}'." : "";
            throw new SynthException(e.Diagnostics[0] with { Message = e.Diagnostics[0].Message + saved }, e);
        }
    }

    private RunProgress Step(RunProgress at, StepRunner runner, CancellationToken cancellation)
    {
        var batches = _plan.Next(at);
        var rate = _schedule.Rate(at.Step);
        var result = runner.Run(batches, at, rate, cancellation);
        var position = at.Position + batches.Count;
        var next = at with
        {
            Step = at.Step + 1,
            Position = position,
            MicroSteps = at.MicroSteps + batches.Count,
            Tokens = at.Tokens + batches.Sum(batch => batch.Tokens),
            FirstLoss = at.Step == 0 ? result.Loss : at.FirstLoss,
            LastLoss = result.Loss,
            TotalLoss = at.TotalLoss + result.Loss,
            Sums = at.Sums.With(result),
        };
        next = Logged(next, result.GradNorm, rate);
        return position < _plan.Of(at.Epoch).Count ? next : next with { Epoch = at.Epoch + 1, Position = 0 };
    }

    /// <summary>Logs every so many steps, the first and the last; losses and metrics are means over the steps since the last line.</summary>
    private RunProgress Logged(RunProgress at, double norm, double rate)
    {
        if (at.Step != 1 && at.Step != _steps && at.Step % Math.Max(1, _job.Options.LoggingSteps) != 0)
            return at;
        var sums = at.Sums;
        _metrics.Add(new RunMetric(at.Step,
        [
            new("epoch", EpochAt(at)),
            new("loss", sums.Loss / sums.Steps),
            new("grad_norm", norm),
            new("learning_rate", rate),
            new("num_tokens", at.Tokens),
            .. sums.Metrics.Select(metric => KeyValuePair.Create(metric.Key, metric.Value / sums.Steps)),
        ]));
        return at with { Sums = new RunSums() };
    }

    private RunProgress Evaluate(RunProgress at, CancellationToken cancellation)
    {
        var every = _job.Options.EvaluationSteps;
        if (at.Step == 0 || at.EvaluatedStep == at.Step || !(at.Step == _steps || (every > 0 ? at.Step % every == 0 : at.Position == 0)))
            return at;
        using var scope = NewDisposeScope();
        if (_job.Objective.Evaluate(cancellation) is not { } result)
            return at with { EvaluatedStep = at.Step };
        if (!double.IsFinite(result.Loss))
            throw new SynthException(Codes.Diverged, $"The validation loss after step {at.Step} is {result.Loss}; look at the validation data, and lower training.learning_rate.");
        _metrics.Add(new RunMetric(at.Step, [new("epoch", EpochAt(at)), new("eval_loss", result.Loss), .. result.Metrics]));
        return Judged(at with { EvaluatedStep = at.Step, EvaluationLoss = result.Loss }, result.Loss);
    }

    /// <summary>As transformers' trainer and its early stopping: any lower loss is the best, and one lower by more than the threshold renews patience.</summary>
    private RunProgress Judged(RunProgress at, double loss)
    {
        var better = at.BestLoss is not { } best || loss < best;
        var renewed = at.BestLoss is not { } former || former - loss > _job.Options.EarlyStoppingThreshold;
        var worse = renewed ? 0 : at.Worse + 1;
        return at with
        {
            BestLoss = better ? loss : at.BestLoss,
            BestStep = better ? at.Step : at.BestStep,
            Worse = worse,
            Stopped = _job.Options.EarlyStoppingPatience > 0 && worse >= _job.Options.EarlyStoppingPatience,
        };
    }

    private double EpochAt(RunProgress at) => at.Epoch + (double)at.Position / _plan.Of(at.Epoch).Count;

    private void Report(RunProgress at, int resumedFrom) =>
        _job.Progress?.Report(new StageProgress(at.Step, _steps, resumedFrom, at.Tokens, null) { Unit = "steps" });
}
