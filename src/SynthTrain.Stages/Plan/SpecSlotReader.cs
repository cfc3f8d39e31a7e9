using SynthTrain.Core.Configuration;

namespace SynthTrain.Stages.Plan;

/// <summary>Reads the slots: <c>name: {values: […]}</c>, or <c>name: {by: region, values: {east_asia: […], …}}</c>.</summary>
internal static class SpecSlotReader
{
    /// <summary>Reads them all.</summary>
    public static IReadOnlyDictionary<string, SpecSlot> Read(YamlMap root, IReadOnlyList<SpecDimension> dimensions)
    {
        var slots = new Dictionary<string, SpecSlot>(StringComparer.Ordinal);
        if (root.Map("slots") is not { } map)
            return slots;
        foreach (var name in map.Keys)
        {
            if (dimensions.Any(dimension => dimension.Field == name))
                map.Fault(name, $"Slot '{name}' is built in; give yours another name.");
            if (map.Map(name, required: true) is { } slot)
                slots[name] = ReadOne(name, slot, dimensions);
        }

        return slots;
    }

    private static SpecSlot ReadOne(string name, YamlMap slot, IReadOnlyList<SpecDimension> dimensions)
    {
        var lists = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (slot.OptionalText("by") is not { } by)
        {
            lists[""] = ReadList(slot, "values");
            return new SpecSlot(name, null, lists);
        }

        var dimension = dimensions.FirstOrDefault(dimension => dimension.Field == by);
        if (dimension is null)
            slot.Fault("by", $"'{slot.Path}.by' is '{by}'; allowed is {string.Join(", ", dimensions.Select(known => known.Field))}.");
        var values = slot.Map("values", required: true);
        foreach (var entry in values?.Keys ?? [])
        {
            lists[entry] = ReadList(values!, entry);
            if (dimension is { Entries.Count: > 0 } && dimension.IndexOf(entry) < 0)
                values!.Fault(entry, $"'{entry}' is not one of '{dimension.Key}': {string.Join(", ", dimension.Entries.Select(known => known.Name))}.");
        }

        foreach (var missing in dimension?.Entries.Where(entry => entry.Quota > 0 && !lists.ContainsKey(entry.Name)) ?? [])
        {
            slot.Fault("values", $"Slot '{name}' has no list for '{missing.Name}' of '{dimension!.Key}'.");
            lists[missing.Name] = [];
        }

        return new SpecSlot(name, by, lists);
    }

    private static IReadOnlyList<string> ReadList(YamlMap map, string key)
    {
        var values = map.Texts(key, required: true);
        if (values.Count == 0 && map.Has(key))
            map.Fault(key, $"'{map.Path}.{key}' is empty; give it at least one text.");
        foreach (var twice in values.CountBy(value => value, StringComparer.Ordinal).Where(pair => pair.Value > 1))
            map.Fault(key, $"'{twice.Key}' stands {twice.Value} times in '{map.Path}.{key}'.");
        return values;
    }
}
