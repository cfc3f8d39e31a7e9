using SynthTrain.Core.Configuration;

namespace SynthTrain.Stages.Plan;

/// <summary>Reads a dimension: a list of <c>{name, label, count | weight}</c>.</summary>
internal static class SpecDimensionReader
{
    /// <summary>Reads it; the quotas add up to the total unless a fault was noted.</summary>
    public static SpecDimension Read(YamlMap root, string key, string field, int total)
    {
        var maps = root.Maps(key, required: true);
        if (maps.Count == 0 && root.Has(key))
            root.Fault(key, $"'{key}' is empty; give it at least one entry.");
        var names = new HashSet<string>(StringComparer.Ordinal);
        var entries = new List<SpecEntry>();
        var quotas = ReadQuotas(root, key, maps, total);
        foreach (var (map, quota) in maps.Zip(quotas))
        {
            var name = map.Text("name");
            if (name.Length > 0 && !names.Add(name))
                map.Fault("name", $"'{name}' stands twice in '{key}'; give each entry its own name.");
            var facts = field == "difficulty" ? map.Int("facts", 4, min: 0) : 0;
            entries.Add(new SpecEntry(name, map.Text("label", name.Replace('_', ' ')), quota, facts));
        }

        return new SpecDimension(key, field, entries);
    }

    private static int[] ReadQuotas(YamlMap root, string key, IReadOnlyList<YamlMap> maps, int total)
    {
        if (maps.Count == 0)
            return [];
        if (maps.Any(map => map.Has("count")))
            return ReadCounts(root, key, maps, total);
        var weights = maps.Select(map => map.Number("weight", 1, min: 0)).ToArray();
        if (weights.All(double.IsFinite) && weights.Sum() is > 0 and < double.MaxValue)
            return Quotas.ByWeight(weights, total);
        root.Fault(key, $"The weights of '{key}' must be numbers, and one must be above 0.");
        return new int[maps.Count];
    }

    private static int[] ReadCounts(YamlMap root, string key, IReadOnlyList<YamlMap> maps, int total)
    {
        foreach (var map in maps.Where(map => map.Has("weight")))
            map.Fault("weight", $"'{map.Path}' has a weight, but another entry of '{key}' has a count; use one of both for all entries.");
        var counts = maps.Select(map => map.Int("count", map.Has("weight") ? 0 : null, min: 0)).ToArray();
        var sum = counts.Sum(count => (long)count);
        if (sum != total)
            root.Fault(key, $"The counts of '{key}' add up to {sum}, but 'count' asks for {total} rows; make both equal, or use weights.");
        return counts;
    }
}
