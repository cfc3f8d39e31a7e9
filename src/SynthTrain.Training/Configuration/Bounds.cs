using System.Globalization;

namespace SynthTrain.Training.Configuration;

/// <summary>What a number may be.</summary>
/// <param name="Min">The least.</param>
/// <param name="Max">The greatest.</param>
internal sealed record Bounds(double Min, double Max)
{
    /// <summary>Whether the least itself is not allowed.</summary>
    public bool Above { get; init; }

    /// <summary>Whether the greatest itself is not allowed.</summary>
    public bool Below { get; init; }

    /// <summary>A share of a whole.</summary>
    public static Bounds Share { get; } = new(0, 1);

    /// <summary>1 and more.</summary>
    public static Bounds Count { get; } = new(1, int.MaxValue);

    /// <summary>0 and more.</summary>
    public static Bounds CountOrNone { get; } = new(0, int.MaxValue);

    public bool Has(double value) => (Above ? value > Min : value >= Min) && (Below ? value < Max : value <= Max);

    public string Describe(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind} {(Above ? "above" : "from")} {Min} {(Below ? "and below" : "to")} {Max}");
}
