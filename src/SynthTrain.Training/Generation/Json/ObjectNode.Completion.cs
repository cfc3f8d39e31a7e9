namespace SynthTrain.Training.Generation.Json;

/// <summary>What it takes to finish an object.</summary>
internal sealed partial class ObjectNode
{
    /// <summary>How many keys that the schema names begin so.</summary>
    /// <param name="text">Their bytes, one a character.</param>
    public int NamesBegun(string text) => _names.Count(name => name.StartsWith(text, StringComparison.Ordinal));

    /// <summary>Tokens that surely finish an object between its properties.</summary>
    public int Rest(ObjectFrame at, CompletionCosts costs)
    {
        var missing = properties.Where((property, index) => property.IsRequired && !IsSeen(at, index)).ToList();
        var isBegun = at.Phase is ObjectPhase.Key or ObjectPhase.KeyOnly;
        var lack = Math.Max(least - at.Count - missing.Count, isBegun && missing.Count == 0 ? 1 : 0);
        var (count, commas) = (missing.Count + Math.Max(0, lack), at.Phase == ObjectPhase.After ? 0 : -1);
        return CompletionCosts.Sum(
            missing.Sum(property => (long)Entry(property, at, costs)),
            lack > 0 ? CompletionCosts.Cheapest(Optional(at, costs).Concat(Other(at, lack, costs)), lack) : 0,
            (long)Math.Max(0, count + commas) * costs.Byte(','),
            costs.Byte('}'));
    }

    private static bool IsSeen(ObjectFrame at, int index) => !((at.Seen >> index) & 1).IsZero;

    private static int Entry(ObjectProperty property, ObjectFrame at, CompletionCosts costs) =>
        CompletionCosts.Sum(costs.Text(property.Key, 0), costs.Byte(':'), costs.Of(property.Value, at.Room));

    /// <summary>The named ones that may still come.</summary>
    private IEnumerable<int> Optional(ObjectFrame at, CompletionCosts costs) => properties
        .Where((property, index) => !property.IsRequired && !IsSeen(at, index) && (!IsCanonical || ((at.Seen >> index).IsZero && at.Count <= System.Numerics.BigInteger.PopCount(at.Seen))))
        .Select(property => Entry(property, at, costs)).Where(cost => cost < CompletionCosts.Never);

    /// <summary>Others, each with a key that no other has.</summary>
    private IEnumerable<int> Other(ObjectFrame at, int count, CompletionCosts costs)
    {
        if (others is null || others.Height > at.Room)
            return [];
        var value = costs.Of(others, at.Room);
        var taken = _names.Length + at.Count - (int)System.Numerics.BigInteger.PopCount(at.Seen);
        return Enumerable.Range(taken, count).Select(forbidden => CompletionCosts.Sum(costs.Byte('"'), costs.Key(forbidden), costs.Byte('"'), costs.Byte(':'), value));
    }
}
