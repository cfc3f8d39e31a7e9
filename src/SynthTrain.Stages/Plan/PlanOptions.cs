using SynthTrain.Core.Stages;

namespace SynthTrain.Stages.Plan;

/// <summary>Options of stage <c>plan</c>.</summary>
/// <param name="Count">Option <c>count</c>: write only the first rows of the plan, as sample runs do; at least 1. Default: all.</param>
/// <param name="Seed">Option <c>seed</c>: used instead of the spec's. Default: the spec's.</param>
public sealed record PlanOptions(int? Count, int? Seed)
{
    /// <summary>Reads the options.</summary>
    public static PlanOptions From(StageOptions options) => new(
        options.Text("count") is null ? null : options.Int("count", 0, min: 1),
        options.Text("seed") is null ? null : options.Int("seed", 0, min: 0));
}
