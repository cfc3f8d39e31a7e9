namespace SynthTrain.Training.Runs.Checkpoints;

/// <summary>The checkpoints of one run among those of a folder.</summary>
/// <param name="Store">The folder.</param>
/// <param name="Identity">The run.</param>
internal sealed record RunCheckpoints(CheckpointStore Store, RunIdentity Identity)
{
    private readonly string _run = Identity.Short();

    /// <summary>This run's, the last step first.</summary>
    public IEnumerable<CheckpointName> Names => Store.Names.Where(IsOwn);

    /// <summary>Those of them whose JSON file says that they are.</summary>
    public IEnumerable<CheckpointName> Readable => Names.Where(name => Store.Read(name).State is { } state && Identity.Differs(state.Identity) is null);

    /// <summary>What this run calls a step's checkpoint.</summary>
    public CheckpointName Name(int step) => new(step, Identity.Epoch, _run);

    /// <summary>The checkpoint of another run that was written last; one that can be read comes before one that cannot.</summary>
    public CheckpointName? NewestOther() => Store.Names.Where(name => !IsOwn(name)).OrderByDescending(name => Store.Read(name).State is not null).ThenByDescending(Store.Modified).FirstOrDefault();

    /// <summary>A checkpoint and the one with its run's best weights.</summary>
    public IEnumerable<CheckpointName> WithBest(CheckpointName name) =>
        Store.Read(name).State?.Progress is { BestLoss: not null, BestStep: var best } ? [name, name with { Step = best }] : [name];

    /// <summary>Why a checkpoint of another run is not continued.</summary>
    public string Reason(CheckpointName other)
    {
        if (other.Epoch != Identity.Epoch)
            return "the stage was forced to start over";
        var (state, fault) = Store.Read(other);
        return fault ?? Identity.Differs(state!.Identity) ?? "it has another run's name";
    }

    private bool IsOwn(CheckpointName name) => name.Epoch == Identity.Epoch && name.Run == _run;
}
