using SynthTrain.Core.Diagnostics;
using SynthTrain.Models;
using SynthTrain.Training.Optimization;

namespace SynthTrain.Training.Runs.Checkpoints;

/// <summary>Saves a run and finds where it may go on.</summary>
internal sealed class Checkpointer(RunJob job, DecayedAdamW optimizer, MetricsLog metrics)
{
    private const string Weights = ".weights.safetensors";
    private const string Optimizer = ".optimizer.safetensors";
    private const string Metrics = ".metrics.jsonl";
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    /// <summary>What share of the time saving may take where time decides when to save: a twentieth.</summary>
    private const int CostShare = 20;

    private readonly RunCheckpoints? _own = job.CheckpointDirectory is { } directory ? new(new(job.Files, directory), RunIdentity.Of(job, optimizer.Parameters)) : null;
    private CheckpointState? _saved;
    private long _savedAt = job.Clock.GetTimestamp();
    private TimeSpan _cost;

    /// <summary>The last step before that one that was saved; <see langword="null"/> when none was.</summary>
    public int? LastBefore(int step) => _own?.Readable.Select(name => (int?)name.Step).FirstOrDefault(saved => saved < step);

    /// <summary>Fills weights, memory and metrics from the newest whole checkpoint of this very run.</summary>
    /// <returns>Where it stood; <see langword="null"/> when there is none.</returns>
    /// <exception cref="SynthException"><see cref="Codes.BadCheckpoint"/>: there are some, and none is whole.</exception>
    public RunProgress? Resume()
    {
        if (_own is null)
            return null;
        var damaged = new List<string>();
        foreach (var name in _own.Names)
        {
            var (state, fault) = _own.Store.Read(name);
            fault ??= _own.Identity.Differs(state!.Identity) ?? _own.Store.Damage(name, state, Weights, Optimizer, Metrics) ?? MemoryFault(name, state) ?? BestDamage(state);
            if (fault is null)
                return Load(name, state!, damaged);
            damaged.Add($"step {name.Step}: {fault}");
        }

        if (damaged.Count > 0)
            throw new SynthException(Codes.BadCheckpoint, $"No checkpoint in '{job.CheckpointDirectory}' is whole, so the run cannot go on: {string.Join("; ", damaged)}. Delete that folder, or name the stage in SynthForce, to train from the start.");
        if (_own.NewestOther() is { } other)
            job.Diagnostics.Report(Diagnostic.Info(Codes.BadCheckpoint, $"The checkpoint of step {other.Step} is not continued: {_own.Reason(other)}. Training starts at step 1."));
        return null;
    }

    /// <summary>Whether it is time.</summary>
    public bool IsDue(RunProgress at)
    {
        if (_own is null || at.Step == 0 || at == _saved?.Progress)
            return false;
        if (job.Options.SaveSteps > 0)
            return at.Step % job.Options.SaveSteps == 0;
        var (waited, pause) = (job.Clock.GetElapsedTime(_savedAt), _cost * CostShare);
        return waited >= pause && (at.Position == 0 || waited >= s_interval);
    }

    /// <summary>Writes a checkpoint, unless this very one is there, and deletes those that are too many. Of a step that is saved already only the metrics and the JSON file are written.</summary>
    public void Save(RunProgress at)
    {
        if (_own is null || at == _saved?.Progress || at.Step == 0)
            return;
        var begun = job.Clock.GetTimestamp();
        var parts = new Dictionary<string, Action<Stream>>
        {
            [Weights] = stream => TensorStore.Write(stream, WeightTensors()),
            [Optimizer] = stream => TensorStore.Write(stream, MemoryTensors()),
            [Metrics] = stream => stream.Write(metrics.ToUtf8()),
        };
        var kept = new Dictionary<string, CheckpointFile>();
        if (_saved?.Progress.Step == at.Step)
        {
            foreach (var ending in new[] { Weights, Optimizer })
            {
                kept[ending] = _saved.Files[ending];
                parts.Remove(ending);
            }
        }

        var state = new CheckpointState(_own.Identity, at, get_num_threads(), [.. optimizer.Memory.Select(memory => memory.step)], kept) { Engine = Engine() };
        _saved = _own.Store.Write(_own.Name(at.Step), state, parts);
        _savedAt = job.Clock.GetTimestamp();
        if (kept.Count == 0)
            _cost = job.Clock.GetElapsedTime(begun);
        Prune(at, others: true);
    }

    /// <summary>Deletes what other runs have left, now that this one is done.</summary>
    public void Finish(RunProgress at)
    {
        if (_own is not null)
            Prune(at, others: false);
    }

    /// <summary>Puts the weights of a saved step into the model.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadCheckpoint"/>: it is damaged.</exception>
    public void LoadWeights(int step)
    {
        var name = _own!.Name(step);
        var (state, fault) = _own.Store.Read(name);
        if ((fault ?? _own.Store.Damage(name, state!, Weights)) is { } damage)
            throw new SynthException(Codes.BadCheckpoint, $"The best checkpoint, of step {step}, is damaged: {damage}. Delete '{job.CheckpointDirectory}', or name the stage in SynthForce, to train from the start.");
        TensorStore.Read(_own.Store.Path(name, state!, Weights), WeightTensors());
    }

    private RunProgress Load(CheckpointName name, CheckpointState state, List<string> damaged)
    {
        var step = name.Step;
        if (damaged.Count > 0)
            job.Diagnostics.Report(Diagnostic.Warning(Codes.BadCheckpoint, $"Training goes on from the checkpoint of step {step}, because later ones are damaged: {string.Join("; ", damaged)}."));
        TellChanges(state);
        try
        {
            TensorStore.Read(_own!.Store.Path(name, state, Weights), WeightTensors());
            TensorStore.Read(_own.Store.Path(name, state, Optimizer), MemoryTensors());
        }
        catch (ModelException e)
        {
            throw new SynthException(Codes.BadCheckpoint, $"The checkpoint of step {step} does not fit the model: {e.Message}. Delete '{job.CheckpointDirectory}', or name the stage in SynthForce, to train from the start.");
        }

        foreach (var (memory, steps) in optimizer.Memory.Zip(state.MemorySteps))
            memory.step = steps;
        metrics.Restore(_own.Store.Bytes(name, state, Metrics));
        _saved = state;
        return state.Progress;
    }

    private void TellChanges(CheckpointState state)
    {
        if (state.Threads != get_num_threads())
            job.Diagnostics.Report(Diagnostic.Info(Codes.BadCheckpoint, $"The run goes on with {get_num_threads()} threads and was begun with {state.Threads}: the result is sound, but its last bits are not those of an uninterrupted run. Set SynthThreads to {state.Threads} for the same bits."));
        if (state.Engine is { } engine && engine != Engine())
            job.Diagnostics.Report(Diagnostic.Info(Codes.BadCheckpoint, $"The run goes on with {Engine()} and was begun with {engine}: the result is sound, but it is not bit for bit that of an uninterrupted run, and dropout draws other numbers. Set SynthTorch and SynthDevice as they were for the same bits."));
    }

    private string Engine() => ComputeEngine.Of(optimizer.Parameters[0].Value.device);

    private string? MemoryFault(CheckpointName name, CheckpointState state) =>
        state.MemorySteps.Count == optimizer.Parameters.Count ? null : $"'{name}{CheckpointName.StateEnding}' counts the steps of {state.MemorySteps.Count} weights, and {optimizer.Parameters.Count} learn";

    private string? BestDamage(CheckpointState state)
    {
        if (!job.Options.LoadBest || state.Progress.BestLoss is null || state.Progress.BestStep == state.Progress.Step)
            return null;
        var name = _own!.Name(state.Progress.BestStep);
        var (best, fault) = _own.Store.Read(name);
        return fault ?? _own.Identity.Differs(best!.Identity) ?? _own.Store.Damage(name, best, Weights);
    }

    private void Prune(RunProgress at, bool others)
    {
        if (job.Options.SaveTotalLimit <= 0)
            return;
        var kept = _own!.Readable.Where(name => name.Step <= at.Step).Take(job.Options.SaveTotalLimit).ToHashSet();
        if (job.Options.LoadBest && at.BestLoss is not null)
            kept.Add(_own.Name(at.BestStep));
        if (others && _own.NewestOther() is { } other)
            kept.UnionWith(_own.WithBest(other));
        _own.Store.KeepOnly(kept);
    }

    private List<(string Name, Tensor Value)> WeightTensors() => [.. optimizer.Parameters.Select(parameter => (parameter.Name, (Tensor)parameter.Value))];

    private List<(string Name, Tensor Value)> MemoryTensors() =>
        [.. optimizer.Parameters.Zip(optimizer.Memory).SelectMany(pair => new[] { ($"exp_avg.{pair.First.Name}", pair.Second.exp_avg), ($"exp_avg_sq.{pair.First.Name}", pair.Second.exp_avg_sq) })];
}
