using SynthTrain.Core.Configuration;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;

namespace SynthTrain.Stages.Plan;

/// <summary>Reads a spec and gathers every fault with its line and column.</summary>
internal static class PlanSpecReader
{
    /// <summary>Reads the file.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadSpec"/> with all faults, or the faults of reading YAML.</exception>
    public static PlanSpec Load(IFileSystem files, string path, string display)
    {
        var root = YamlFile.Load(files, path, display, Codes.BadSpec);
        var count = root.Int("count", min: 1);
        var categories = SpecDimensionReader.Read(root, "categories", "category", count);
        var difficulties = SpecDimensionReader.Read(root, "difficulties", "difficulty", count);
        var payloadTypes = SpecDimensionReader.Read(root, "payload_types", "payload_type", count);
        var regions = SpecDimensionReader.Read(root, "regions", "region", count);
        SpecDimension[] dimensions = [categories, difficulties, payloadTypes, regions];
        var slots = SpecSlotReader.Read(root, dimensions);
        var spec = new PlanSpec
        {
            File = display,
            KnowledgeLine = root.Position("knowledge").Line,
            Version = root.Int("version", min: 1),
            IdPrefix = root.Text("id_prefix", "row"),
            Seed = root.Int("seed", 42, min: 0),
            Count = count,
            Categories = categories,
            Difficulties = difficulties,
            PayloadTypes = payloadTypes,
            Regions = regions,
            Slots = slots,
            Templates = SpecTemplateReader.Read(root, categories, payloadTypes, [.. dimensions.Select(dimension => dimension.Field), .. slots.Keys]),
            Knowledge = SpecFactReader.Read(root, categories, regions, payloadTypes),
        };
        root.Finish();
        return spec;
    }

    /// <summary>Names of a list as indices of a dimension's entries; unknown names are faults.</summary>
    public static IReadOnlySet<int> Names(YamlMap map, string key, SpecDimension dimension)
    {
        var found = new SortedSet<int>();
        foreach (var name in map.Texts(key))
            Add(map, key, dimension, name, found);
        return found;
    }

    /// <summary>A name as an index of a dimension's entries; -1 and a fault when it is unknown.</summary>
    public static int Name(YamlMap map, string key, SpecDimension dimension)
    {
        var found = new SortedSet<int>();
        Add(map, key, dimension, map.Text(key), found);
        return found.Count == 1 ? found.Min : -1;
    }

    private static void Add(YamlMap map, string key, SpecDimension dimension, string name, SortedSet<int> found)
    {
        var index = dimension.IndexOf(name);
        if (index >= 0)
            found.Add(index);
        else if (name.Length > 0 && dimension.Entries.Count > 0)
            map.Fault(key, $"'{name}' in '{map.Path}.{key}' is not one of '{dimension.Key}': {string.Join(", ", dimension.Entries.Select(entry => entry.Name))}.");
    }
}
