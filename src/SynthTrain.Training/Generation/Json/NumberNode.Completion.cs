namespace SynthTrain.Training.Generation.Json;

/// <summary>What it takes to finish a number.</summary>
internal sealed partial class NumberNode
{
    /// <summary>The fewest bytes behind a prefix that make it a number that is allowed.</summary>
    /// <param name="negative">Whether a minus stands before it.</param>
    /// <param name="magnitude">What is written.</param>
    /// <param name="whole">Digits before the point; 0 = none yet.</param>
    /// <param name="fraction">Digits after the point; −1 = there is no point.</param>
    public int Fewest(bool negative, Int128 magnitude, int whole, int fraction)
    {
        var fewest = CompletionCosts.Never;
        if (fraction >= 0)
        {
            for (var places = Digits - fraction; places >= (fraction == 0 ? 1 : 0); places--)
                fewest = HasOne(negative, magnitude, magnitude + Unit(fraction) - 1, Unit(fraction + places)) ? places : fewest;
            return fewest;
        }

        var most = whole == 0 || magnitude > 0 ? Digits - whole : 0;
        for (var digits = whole == 0 ? 1 : 0; digits <= most; digits++)
        {
            var (from, last) = whole > 0 ? (magnitude * s_powers[digits], ((magnitude + One) * s_powers[digits]) - 1)
                : (digits > 1 ? s_powers[digits - 1] * One : negative && IsInteger ? One : 0, (s_powers[digits] * One) - 1);
            fewest = Math.Min(fewest, digits + Places(negative, from, last));
        }

        return fewest;
    }

    /// <summary>The fewest bytes from the point on of a number in a range; 0 = it needs none.</summary>
    private int Places(bool negative, Int128 from, Int128 last)
    {
        for (var places = 0; places <= (IsInteger ? 0 : Digits); places++)
        {
            if (HasOne(negative, from, last, Unit(places)))
                return places == 0 ? 0 : places + 1;
        }

        return CompletionCosts.Never;
    }

    /// <summary>Whether a multiple of a unit is in a range and allowed.</summary>
    private bool HasOne(bool negative, Int128 from, Int128 last, Int128 unit)
    {
        var (low, high) = negative ? (Int128.Max(from, -_high), Int128.Min(last, -_low)) : (Int128.Max(from, _low), Int128.Min(last, _high));
        return (low + unit - 1) / unit * unit <= high;
    }
}
