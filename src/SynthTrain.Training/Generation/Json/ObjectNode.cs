using System.Numerics;

namespace SynthTrain.Training.Generation.Json;

/// <summary>An object; its properties come in any order.</summary>
/// <param name="properties">The named ones.</param>
/// <param name="others">What others hold; <see langword="null"/> = there are none.</param>
/// <param name="least">The fewest properties.</param>
/// <param name="most">The most.</param>
internal sealed class ObjectNode(IReadOnlyList<ObjectProperty> properties, GrammarNode? others, int least, int most) : GrammarNode
{
    private readonly HashSet<string> _names = [.. properties.Select(property => property.Name)];
    private readonly BigInteger _required = properties.Select((property, i) => property.IsRequired ? BigInteger.One << i : BigInteger.Zero).Aggregate(BigInteger.Zero, (all, next) => all | next);

    public IReadOnlyList<ObjectProperty> Properties => properties;

    public GrammarNode? Others => others;

    public override void Start(Frame? below, ICollection<Frame?> into) => into.Add(new ObjectFrame(this, ObjectPhase.Open, below));

    public bool IsNamed(string name) => _names.Contains(name);

    /// <summary>Whether nothing is missing.</summary>
    public bool IsEnough(BigInteger seen, int count) => count >= least && (_required & ~seen).IsZero;

    /// <summary>Whether a property may be added so that there is room left for the required ones.</summary>
    /// <param name="seen">Properties that are there.</param>
    /// <param name="count">How many properties there are, others too.</param>
    /// <param name="index">The property's place; −1 = one that the schema does not name.</param>
    public bool CanAdd(BigInteger seen, int count, int index)
    {
        var missing = (int)BigInteger.PopCount(_required & ~seen);
        if (index < 0)
            return others is not null && count + 1 + missing <= most;
        return ((seen >> index) & BigInteger.One).IsZero && count + missing + (properties[index].IsRequired ? 0 : 1) <= most;
    }
}
