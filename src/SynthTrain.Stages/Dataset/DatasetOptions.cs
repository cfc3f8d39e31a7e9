using SynthTrain.Core.Stages;

namespace SynthTrain.Stages.Dataset;

/// <summary>Options of stage <c>dataset</c>.</summary>
/// <param name="Gating">Option <c>gating</c>: <c>lenient</c> (default) or <c>strict</c>.</param>
/// <param name="PartialInputs">Option <c>partial_inputs</c>, default false: plan rows that have no draft or no critique yet are left out instead of rejected, as batches need it.</param>
public sealed record DatasetOptions(Gating Gating, bool PartialInputs)
{
    /// <summary>Reads the options.</summary>
    public static DatasetOptions From(StageOptions options) => new(
        options.Choice("gating", "lenient", "lenient", "strict") == "strict" ? Gating.Strict : Gating.Lenient,
        options.Flag("partial_inputs", false));
}
