namespace SynthTrain.Tasks.Running;

/// <summary>Something that runs beside the build and can be asked to stop.</summary>
internal interface ICancellableWorker
{
    /// <summary>Done when the worker has ended, however it did. Never faults.</summary>
    Task Ended { get; }

    /// <summary>Asks it to stop and kills it after the grace. Any number of calls from any thread; silent; returns at once.</summary>
    void Cancel(TimeSpan grace);
}
