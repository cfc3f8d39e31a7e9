using System.Globalization;
using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Hashing;

namespace SynthTrain.Stages.Plan;

/// <summary>Chooses the facts that a row carries: one of its region first, then the others.</summary>
/// <remarks>Each fact is ranked by a hash of row and fact, so a new fact changes only the rows that take it, and a changed text only the rows that have it.</remarks>
internal sealed class FactPicker(PlanSpec spec, int seed)
{
    private readonly string _seed = seed.ToString(CultureInfo.InvariantCulture);

    /// <summary>The facts of a row, copied.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadSpec"/> when there are fewer than the row's difficulty asks for.</exception>
    public JsonArray Pick(string id, PlanCell cell)
    {
        var difficulty = spec.Difficulties.Entries[cell.Difficulty];
        var wanted = spec.Knowledge.Count == 0 ? 0 : difficulty.Facts;
        var suited = spec.Knowledge.Where(fact => fact.Suits(cell)).OrderBy(fact => SeededRandom.Hash(_seed, id, fact.Id)).ToList();
        if (suited.Count < wanted)
        {
            throw new SynthException(
                Codes.BadSpec,
                $"Difficulty '{difficulty.Name}' asks for {wanted} facts, but category '{spec.Categories.Entries[cell.Category].Name}' with region "
                    + $"'{spec.Regions.Entries[cell.Region].Name}' and payload type '{spec.PayloadTypes.Entries[cell.PayloadType].Name}' has {suited.Count}; add facts or lower 'facts'.",
                spec.File,
                spec.KnowledgeLine,
                1);
        }

        var regional = suited.Find(fact => fact.Regions.Count > 0);
        var picked = regional is null ? suited : [regional, .. suited.Where(fact => fact != regional)];
        return new JsonArray([.. picked.Take(wanted).Select(fact => fact.Row.DeepClone())]);
    }
}
