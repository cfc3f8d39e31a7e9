namespace SynthTrain.Teachers.Batches;

/// <summary>That a stage is answered by batch jobs (<c>SynthBatchApi</c>).</summary>
/// <param name="Stage">The stage, as progress names it.</param>
/// <param name="Directory">Where jobs are kept, absolute: <c>.synthtrain/batches/RUN/STAGE</c>.</param>
/// <param name="Say">Gets a line while jobs are waited for.</param>
/// <param name="AdoptJob">A job to take results from (<c>SynthBatchApiJob</c>); null for none.</param>
public sealed record BatchJobs(string Stage, string Directory, Action<string> Say, string? AdoptJob = null)
{
    // Jobs take minutes to hours.
    private const int LongestInPauses = 12;

    /// <summary>Pause before the second look at a job (<c>SynthBatchApiPause</c>); default 5 s, growing by half each time up to twelve times as long.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause.</summary>
    public TimeSpan LongestPause => Pause * LongestInPauses;
}
