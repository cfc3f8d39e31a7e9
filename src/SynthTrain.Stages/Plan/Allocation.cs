using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Hashing;

namespace SynthTrain.Stages.Plan;

/// <summary>Deals the rows over the four dimensions, so that every entry of each has exactly its quota.</summary>
/// <remarks>
/// The dealing is even beyond what quotas ask: payload types within each category, regions within each category and payload type,
/// difficulties within each region and payload type. The seed shuffles the rows; payload types then take turns.
/// </remarks>
internal static class Allocation
{
    /// <summary>The cells of all rows, in row order.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadSpec"/> when templates leave no way to meet the quotas.</exception>
    public static PlanCell[] Of(PlanSpec spec, int seed)
    {
        var table = CategoriesByPayloadType(spec);
        var regions = Quotas.Interleave(spec.Regions.Quotas);
        var cells = new PlanCell[spec.Count];
        var at = 0;
        for (var category = 0; category < table.Length; category++)
        {
            for (var payloadType = 0; payloadType < table[0].Length; payloadType++)
            {
                for (var i = 0; i < table[category][payloadType]; i++, at++)
                    cells[at] = new PlanCell(category, payloadType, regions[at], 0);
            }
        }

        var random = new SeededRandom(spec.IdPrefix, "order", Text(seed));
        random.Shuffle(cells.AsSpan());
        var difficulties = Quotas.Interleave(spec.Difficulties.Quotas);
        var dealing = Enumerable.Range(0, cells.Length).OrderBy(i => cells[i].Region).ThenBy(i => cells[i].PayloadType).ToArray();
        for (var i = 0; i < dealing.Length; i++)
            cells[dealing[i]] = cells[dealing[i]] with { Difficulty = difficulties[i] };
        return Mixed(cells, spec.PayloadTypes.Quotas);
    }

    // The first rows are a sample of the plan, so they have each payload type in turn.
    private static PlanCell[] Mixed(PlanCell[] cells, int[] payloadTypes)
    {
        var waiting = payloadTypes.Select((_, i) => new Queue<PlanCell>(cells.Where(cell => cell.PayloadType == i))).ToArray();
        return [.. Quotas.Interleave(payloadTypes).Select(payloadType => waiting[payloadType].Dequeue())];
    }

    private static int[][] CategoriesByPayloadType(PlanSpec spec)
    {
        var payloadTypes = Quotas.Interleave(spec.PayloadTypes.Quotas);
        var table = spec.Categories.Entries.Select(_ => new int[spec.PayloadTypes.Entries.Count]).ToArray();
        var at = 0;
        for (var category = 0; category < table.Length; category++)
        {
            for (var i = 0; i < spec.Categories.Entries[category].Quota; i++, at++)
                table[category][payloadTypes[at]]++;
        }

        var allowed = table.Select(row => new bool[row.Length]).ToArray();
        foreach (var template in spec.Templates)
        {
            foreach (var category in template.Categories)
                allowed[category][template.PayloadType] = true;
        }

        return Rerouting.Empty(table, allowed) is { } stuck ? throw Infeasible(spec, stuck) : table;
    }

    private static SynthException Infeasible(PlanSpec spec, (int Category, int PayloadType) stuck)
    {
        var category = spec.Categories.Entries[stuck.Category];
        var payloadType = spec.PayloadTypes.Entries[stuck.PayloadType];
        var served = spec.PayloadTypes.Entries.Where((_, i) => spec.TemplatesFor(stuck.Category, i).Count > 0).Select(entry => entry.Name).ToArray();
        var message = served.Length == 0
            ? $"Category '{category.Name}' has {category.Quota} rows, but no template serves it; add one, or give the category the count 0."
            : $"The templates cannot meet the quotas: category '{category.Name}' ({category.Quota} rows) is served only for {string.Join(", ", served)}, "
                + $"and rows of payload type '{payloadType.Name}' ({payloadType.Quota} rows) find no other place; add a template or change the quotas.";
        return new SynthException(Codes.BadSpec, message, spec.File, spec.Templates.Count == 0 ? 1 : spec.Templates[0].Line, 1);
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
