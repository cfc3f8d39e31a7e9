using System.Text.Json.Nodes;

namespace SynthTrain.Stages.Plan;

/// <summary>A fact of the spec's knowledge, copied into the rows that use it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Category">Index of its category.</param>
/// <param name="Regions">Indices of the regions it holds for; empty for all.</param>
/// <param name="PayloadTypes">Indices of the payload types it suits; empty for all.</param>
/// <param name="Row">What rows carry.</param>
internal sealed record SpecFact(string Id, int Category, IReadOnlySet<int> Regions, IReadOnlySet<int> PayloadTypes, JsonObject Row)
{
    /// <summary>Whether a row in the cell may use it.</summary>
    public bool Suits(PlanCell cell) =>
        Category == cell.Category
        && (Regions.Count == 0 || Regions.Contains(cell.Region))
        && (PayloadTypes.Count == 0 || PayloadTypes.Contains(cell.PayloadType));
}
