using System.Globalization;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Hashing;

namespace SynthTrain.Stages.Plan;

/// <summary>Fills templates so that no two prompts of a plan are equal.</summary>
internal sealed class PromptMaker(PlanSpec spec, int seed)
{
    // Hashes, not texts: 16 bytes a row whatever the prompts' length.
    private readonly HashSet<(ulong, ulong)> _used = [];
    private readonly string _seed = seed.ToString(CultureInfo.InvariantCulture);

    /// <summary>The prompt of a row.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadSpec"/> when every combination of slot values is used up.</exception>
    public MadePrompt Make(string id, PlanCell cell)
    {
        var templates = spec.TemplatesFor(cell.Category, cell.PayloadType);
        var random = new SeededRandom(_seed, id, "prompt");
        var first = random.Below(templates.Count);
        for (var i = 0; i < templates.Count; i++)
        {
            if (Make(templates[(first + i) % templates.Count], cell, random) is { } made)
                return made;
        }

        var lists = string.Join(", ", templates.Select(template => $"'{template.Id}'"));
        throw new SynthException(
            Codes.BadSpec,
            $"No prompt is left for row '{id}': template {lists} with {Describe(cell)} has {templates.Sum(template => Combinations(template, cell))} combinations of slot values, and all are used; add values or templates.",
            spec.File,
            templates[0].Line,
            1);
    }

    private MadePrompt? Make(SpecTemplate template, PlanCell cell, SeededRandom random)
    {
        var lists = template.Slots.Select(slot => Values(slot, cell)).ToArray();
        var total = Combinations(template, cell);
        var start = (long)Math.BigMul(random.Next(), (ulong)total, out _);
        // Steps that share no factor with the total visit every combination once.
        var step = Coprime(Math.Max(1, (long)(total * 0.618)), total);
        for (long i = 0; i < total; i++)
        {
            var values = Pick(template.Slots, lists, (start + (i * step)) % total);
            var prompt = template.Prompt.Fill(values).Trim();
            if (_used.Add((SeededRandom.Hash("a", prompt), SeededRandom.Hash("b", prompt))))
                return new MadePrompt(template, prompt, template.Subject.Fill(values).Trim(), values);
        }

        return null;
    }

    private static Dictionary<string, string> Pick(IReadOnlyList<string> slots, IReadOnlyList<string>[] lists, long combination)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < lists.Length; i++)
        {
            values[slots[i]] = lists[i][(int)(combination % lists[i].Count)];
            combination /= lists[i].Count;
        }

        return values;
    }

    private long Combinations(SpecTemplate template, PlanCell cell)
    {
        long total = 1;
        foreach (var slot in template.Slots)
            total = Math.Min(total * Values(slot, cell).Count, int.MaxValue);
        return total;
    }

    private IReadOnlyList<string> Values(string slot, PlanCell cell)
    {
        if (Entry(slot, cell) is { } builtIn)
            return [builtIn.Label];
        var declared = spec.Slots[slot];
        return declared.Lists[declared.By is null ? "" : Entry(declared.By, cell)!.Name];
    }

    private SpecEntry? Entry(string field, PlanCell cell) => field switch
    {
        "category" => spec.Categories.Entries[cell.Category],
        "difficulty" => spec.Difficulties.Entries[cell.Difficulty],
        "payload_type" => spec.PayloadTypes.Entries[cell.PayloadType],
        "region" => spec.Regions.Entries[cell.Region],
        _ => null,
    };

    private string Describe(PlanCell cell) =>
        string.Join(", ", spec.Dimensions.Select(dimension => $"{dimension.Field} '{Entry(dimension.Field, cell)!.Name}'"));

    private static long Coprime(long wanted, long total)
    {
        while (Gcd(wanted, total) != 1)
            wanted++;
        return wanted;
    }

    private static long Gcd(long a, long b) => b == 0 ? a : Gcd(b, a % b);
}
