using Microsoft.Build.Framework;

namespace SynthTrain.Tasks;

/// <summary>Has a worker do a verb that is no stage: record, compact, smoke. Under <c>-question</c> nothing is done.</summary>
[MSBuildMultiThreadableTask]
public sealed class RunVerb : WorkerTask, IIncrementalTask
{
    /// <summary>The worker's word for the verb.</summary>
    [Required]
    public string Verb { get; set; } = "";

    /// <summary>Options, each as an item with metadata <c>Value</c>; one with an empty value is left out.</summary>
    public ITaskItem[] Options { get; set; } = [];

    /// <summary>Only says what would be done.</summary>
    public bool DryRun { get; set; }

    /// <summary>Under <c>-question</c> nothing is done.</summary>
    public bool FailIfNotIncremental { get; set; }

    private protected override void Perform()
    {
        if (DryRun)
            Messages.Line($"{Verb}: would run");
        else if (!FailIfNotIncremental)
            Work(Verb, [Verb, "--project", ProjectDirectory, "--protocol", "ndjson", .. Options.SelectMany(Argument)]);
    }

    private static IEnumerable<string> Argument(ITaskItem option) =>
        option.GetMetadata("Value") is { Length: > 0 } value ? [$"--{option.ItemSpec}", value] : [];
}
