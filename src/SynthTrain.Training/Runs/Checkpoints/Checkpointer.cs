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

    private readonly CheckpointStore? _store = job.CheckpointDirectory is { } directory ? new(job.Files, directory) : null;
    private readonly RunIdentity? _identity = job.CheckpointDirectory is null ? null : RunIdentity.Of(job, optimizer.Parameters);
    private RunProgress? _saved;
    private long _savedAt = job.Clock.GetTimestamp();
    private TimeSpan _cost;

    /// <summary>The last step that was saved or gone on from; <see langword="null"/> when none was.</summary>
    public int? LastStep => _saved?.Step;

    /// <summary>Fills weights, memory and metrics from the newest whole checkpoint of this very run.</summary>
    /// <returns>Where it stood; <see langword="null"/> when there is none.</returns>
    /// <exception cref="SynthException"><see cref="Codes.BadCheckpoint"/>: there are some, and none is whole.</exception>
    public RunProgress? Resume()
    {
        if (_store is null)
            return null;
        var damaged = new List<string>();
        string? other = null;
        foreach (var step in _store.Steps)
        {
            var (state, fault) = _store.Read(step);
            if (state is not null && _identity!.Differs(state.Identity) is { } reason)
            {
                other ??= $"The checkpoint of step {step} is not continued: {reason}. Training starts at step 1.";
                continue;
            }

            fault ??= _store.Damage(state!) ?? BestDamage(state!);
            if (fault is null)
                return Load(state!, damaged);
            damaged.Add($"step {step}: {fault}");
        }

        if (damaged.Count > 0)
            throw new SynthException(Codes.BadCheckpoint, $"No checkpoint in '{job.CheckpointDirectory}' is whole, so the run cannot go on: {string.Join("; ", damaged)}. Delete that folder to train from the start.");
        if (other is not null)
            job.Diagnostics.Report(Diagnostic.Info(Codes.BadCheckpoint, other));
        return null;
    }

    /// <summary>Whether it is time.</summary>
    public bool IsDue(RunProgress at) =>
        _store is not null && at.Step > 0 && at != _saved && (job.Options.SaveSteps > 0
            ? at.Step % job.Options.SaveSteps == 0
            : at.Position == 0 || job.Clock.GetElapsedTime(_savedAt) >= (_cost * CostShare > s_interval ? _cost * CostShare : s_interval));

    /// <summary>Writes a checkpoint, unless this very one is there, and deletes those that are too many.</summary>
    public void Save(RunProgress at)
    {
        if (_store is null || at == _saved || at.Step == 0)
            return;
        var begun = job.Clock.GetTimestamp();
        _store.Write(new CheckpointState(_identity!, at, get_num_threads(), [.. optimizer.Memory.Select(memory => memory.step)], new Dictionary<string, CheckpointFile>()), new Dictionary<string, Action<Stream>>
        {
            [Weights] = stream => TensorStore.Write(stream, WeightTensors()),
            [Optimizer] = stream => TensorStore.Write(stream, MemoryTensors()),
            [Metrics] = stream => stream.Write(metrics.ToUtf8()),
        });
        (_saved, _savedAt, _cost) = (at, job.Clock.GetTimestamp(), job.Clock.GetElapsedTime(begun));
        Prune(at);
    }

    /// <summary>Puts the weights of a saved step into the model.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadCheckpoint"/>: it is damaged.</exception>
    public void LoadWeights(int step)
    {
        var (state, fault) = _store!.Read(step);
        if ((fault ?? _store.Damage(state!)) is { } damage)
            throw new SynthException(Codes.BadCheckpoint, $"The best checkpoint, of step {step}, is damaged: {damage}. Delete '{job.CheckpointDirectory}' to train from the start.");
        TensorStore.Read(_store.Path(step, Weights), WeightTensors());
    }

    private RunProgress Load(CheckpointState state, List<string> damaged)
    {
        var step = state.Progress.Step;
        if (damaged.Count > 0)
            job.Diagnostics.Report(Diagnostic.Warning(Codes.BadCheckpoint, $"Training goes on from the checkpoint of step {step}, because later ones are damaged: {string.Join("; ", damaged)}."));
        if (state.Threads != get_num_threads())
            job.Diagnostics.Report(Diagnostic.Info(Codes.BadCheckpoint, $"The run goes on with {get_num_threads()} threads and was begun with {state.Threads}: the result is sound, but its last bits are not those of an uninterrupted run. Set SynthThreads to {state.Threads} for the same bits."));
        try
        {
            TensorStore.Read(_store!.Path(step, Weights), WeightTensors());
            TensorStore.Read(_store.Path(step, Optimizer), MemoryTensors());
        }
        catch (ModelException e)
        {
            throw new SynthException(Codes.BadCheckpoint, $"The checkpoint of step {step} does not fit the model: {e.Message}. Delete '{job.CheckpointDirectory}' to train from the start.");
        }

        foreach (var (memory, steps) in optimizer.Memory.Zip(state.MemorySteps))
            memory.step = steps;
        metrics.Restore(_store.Bytes(step, Metrics));
        _saved = state.Progress;
        return state.Progress;
    }

    private string? BestDamage(CheckpointState state)
    {
        if (!job.Options.LoadBest || state.Progress.BestLoss is null || state.Progress.BestStep == state.Progress.Step)
            return null;
        var (best, fault) = _store!.Read(state.Progress.BestStep);
        return fault ?? _identity!.Differs(best!.Identity) ?? _store.Damage(best!);
    }

    private void Prune(RunProgress at)
    {
        if (job.Options.SaveTotalLimit <= 0)
            return;
        var own = _store!.Steps.Where(step => step <= at.Step && _store.Read(step).State is { } state && _identity!.Differs(state.Identity) is null);
        var kept = own.Take(job.Options.SaveTotalLimit).ToHashSet();
        if (job.Options.LoadBest && at.BestLoss is not null)
            kept.Add(at.BestStep);
        _store.KeepOnly(kept);
    }

    private List<(string Name, Tensor Value)> WeightTensors() => [.. optimizer.Parameters.Select(parameter => (parameter.Name, (Tensor)parameter.Value))];

    private List<(string Name, Tensor Value)> MemoryTensors() =>
        [.. optimizer.Parameters.Zip(optimizer.Memory).SelectMany(pair => new[] { ($"exp_avg.{pair.First.Name}", pair.Second.exp_avg), ($"exp_avg_sq.{pair.First.Name}", pair.Second.exp_avg_sq) })];
}
