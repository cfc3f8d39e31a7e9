using SynthTrain.Core.Builds.Reports;

namespace SynthTrain.Worker.Estimating;

/// <summary>An estimate as a table with a total.</summary>
internal static class EstimateTable
{
    private const string Nothing = "-";
    private static readonly string[] s_head = ["stage", "work", "resource", "time", "cost"];
    private static readonly int[] s_right = [3, 4];

    /// <summary>The lines.</summary>
    public static IReadOnlyList<string> Of(string run, IReadOnlyList<StageEstimate> stages)
    {
        var table = new TextTable(s_head, s_right);
        foreach (var stage in stages)
            table.Add(stage.IsCurrent ? [stage.Stage, stage.Work, Nothing, Nothing, Nothing] : [stage.Stage, stage.Work, stage.Resource, Approximately.Time(stage.Seconds), Approximately.Money(stage.Cost)]);
        table.Add("in all", "", "", AtLeast(stages.Any(stage => stage.Seconds is null)) + Approximately.Time(stages.Sum(stage => stage.Seconds ?? 0)), AtLeast(stages.Any(stage => stage.Cost is null)) + Approximately.Money(stages.Sum(stage => stage.Cost ?? 0)));
        return [$"{run}: an estimate of what is to come, all of it about", .. table.ToLines()];
    }

    private static string AtLeast(bool unknown) => unknown ? "unknown, at least " : "";
}
