using System.Numerics;
using System.Text;

namespace SynthTrain.Training.Generation.Json;

/// <summary>An object; its properties come in any order, or in theirs.</summary>
/// <param name="properties">The named ones; those whose value has no end can never be there.</param>
/// <param name="others">What others hold; <see langword="null"/> = there are none.</param>
/// <param name="least">The fewest properties.</param>
/// <param name="most">The most.</param>
internal sealed partial class ObjectNode(IReadOnlyList<ObjectProperty> properties, GrammarNode? others, int least, int most) : GrammarNode
{
    private readonly string[] _names = [.. properties.Select(property => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(property.Name)))];
    private readonly BigInteger _required = properties.Select((property, i) => property.IsRequired ? BigInteger.One << i : BigInteger.Zero).Aggregate(BigInteger.Zero, (all, next) => all | next);

    public IReadOnlyList<ObjectProperty> Properties => properties;

    public GrammarNode? Others => others;

    /// <summary>Whether the named properties come in their order, before others, and nothing has a space before it.</summary>
    public bool IsCanonical { get; init; }

    public override IEnumerable<Frame> Starts(int room) => [new ObjectFrame(this, ObjectPhase.Open, room - 1)];

    /// <summary>Whether the schema names a key.</summary>
    /// <param name="text">Its bytes, one a character.</param>
    public bool IsNamed(string text) => _names.Contains(text);

    /// <summary>Whether the schema names a key that begins so.</summary>
    /// <param name="text">Its bytes, one a character.</param>
    public bool IsNameBegun(string text) => Array.Exists(_names, name => name.StartsWith(text, StringComparison.Ordinal));

    /// <summary>Whether nothing is missing.</summary>
    public bool IsEnough(BigInteger seen, int count) => count >= least && (_required & ~seen).IsZero;

    /// <summary>Whether a property may be added so that there is room left for the required ones.</summary>
    /// <param name="seen">Properties that are there.</param>
    /// <param name="count">How many properties there are, others too.</param>
    /// <param name="index">The property's place; −1 = one that the schema does not name.</param>
    /// <param name="room">Objects and lists that may stand inside one another in a value.</param>
    public bool CanAdd(BigInteger seen, int count, int index, int room)
    {
        var missing = (int)BigInteger.PopCount(_required & ~seen);
        if (IsCanonical && !IsInOrder(seen, count, index, room))
            return false;
        if (index < 0)
            return others is not null && others.Height <= room && count + 1 + missing <= most;
        return properties[index].Value.Height <= room && ((seen >> index) & BigInteger.One).IsZero && count + missing + (properties[index].IsRequired ? 0 : 1) <= most;
    }

    /// <summary>Whether nothing that is there belongs behind it, nothing that must come before it is missing, and enough may follow.</summary>
    private bool IsInOrder(BigInteger seen, int count, int index, int room)
    {
        var missing = _required & ~seen;
        if (index < 0)
            return missing.IsZero;
        if (count > BigInteger.PopCount(seen) || !(seen >> index).IsZero || !(missing & ((BigInteger.One << index) - 1)).IsZero)
            return false;
        return others?.Height <= room || count + 1 + properties.Skip(index + 1).Count(property => property.Value.Height <= room) >= least;
    }

    /// <summary>The required ones, and the lowest of the others that make up the number.</summary>
    protected override int Measure()
    {
        var required = properties.Where(property => property.IsRequired).Select(property => property.Value.Height).ToList();
        if (required.Count < least)
        {
            var optional = properties.Where(property => !property.IsRequired).Select(property => property.Value.Height).Order().Skip(least - required.Count - 1).DefaultIfEmpty(Endless).First();
            required.Add(Math.Min(optional, others?.Height ?? Endless));
        }

        return Around(required.DefaultIfEmpty(0).Max());
    }
}
