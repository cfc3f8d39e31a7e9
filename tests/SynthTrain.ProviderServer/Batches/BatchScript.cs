using SynthTrain.Loopback.Faults;

namespace SynthTrain.Loopback.Batches;

/// <summary>What goes wrong with batch jobs: the first rule that holds for a job decides.</summary>
public sealed record BatchScript
{
    /// <summary>The rules.</summary>
    public IReadOnlyList<BatchRule> Rules { get; init; } = [];

    /// <summary>What goes wrong with calls of batch and file endpoints; attempts are counted by method and path.</summary>
    public FaultScript Calls { get; init; } = new();

    /// <summary>A script of rules.</summary>
    public static BatchScript Of(params BatchRule[] rules) => new() { Rules = rules };

    internal BatchRule Rule(long job) => Rules.FirstOrDefault(rule => (rule.From is not { } from || job >= from) && (rule.To is not { } to || job <= to)) ?? new BatchRule();
}
