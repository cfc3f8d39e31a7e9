using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Builds;

/// <summary>One stage in a status report.</summary>
/// <param name="Run">The run.</param>
/// <param name="Stage">The stage.</param>
/// <param name="State"><c>CURRENT</c>, <c>STALE</c>, <c>PARTIAL</c>, <c>MISSING</c>, <c>PINNED</c> or <c>YOURS</c>.</param>
/// <param name="Output">The primary output's path.</param>
/// <param name="Summary">Counts.</param>
/// <param name="Reasons">Why it would run.</param>
public sealed record StageStatus(string Run, string Stage, string State, string Output, string Summary, IReadOnlyList<string> Reasons)
{
    /// <summary>What the run that made the standing result was asked and cost, by model; empty when no model was.</summary>
    public IReadOnlyList<ModelFigures> Made { get; init; } = [];

    /// <summary>What the stage has cost since the count began, by model; empty once its verb is complete.</summary>
    public IReadOnlyList<ModelFigures> SinceCountBegan { get; init; } = [];
}
