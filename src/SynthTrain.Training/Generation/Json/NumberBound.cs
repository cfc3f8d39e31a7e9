using System.Globalization;
using System.Numerics;

namespace SynthTrain.Training.Generation.Json;

/// <summary>A bound as a whole number of the last digit's unit, 10^−15: the greatest that is not above it.</summary>
/// <param name="Floor">That number, held within what 15 digits on each side of the point can say and one more.</param>
/// <param name="IsExact">Whether it is the bound itself.</param>
internal readonly record struct NumberBound(Int128 Floor, bool IsExact)
{
    private const int MostDigits = 60;

    /// <summary>Reads a number of JSON, of any size, without rounding.</summary>
    public static NumberBound Parse(string text)
    {
        var end = text.AsSpan().IndexOfAny('e', 'E');
        var (digits, power) = end < 0 ? (text, BigInteger.Zero) : (text[..end], BigInteger.Parse(text[(end + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        var mantissa = BigInteger.Parse(digits.Replace(".", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        power += NumberNode.Digits - (point < 0 ? 0 : digits.Length - point - 1);
        if (mantissa.IsZero)
            return new(0, IsExact: true);
        if (power + digits.Length < 0)
            return new(mantissa.Sign < 0 ? -1 : 0, IsExact: false);
        if (power > MostDigits)
            return Held(mantissa.Sign * BigInteger.Pow(10, MostDigits), isExact: false);
        if (power.Sign >= 0)
            return Held(mantissa * BigInteger.Pow(10, (int)power), isExact: true);
        var quotient = BigInteger.DivRem(mantissa, BigInteger.Pow(10, (int)-power), out var rest);
        return Held(rest.Sign < 0 ? quotient - 1 : quotient, rest.IsZero);
    }

    /// <summary>The least number that is not below this bound, or is above it.</summary>
    public Int128 Low(bool isOpen) => IsExact && !isOpen ? Floor : Floor + 1;

    /// <summary>The greatest number that is not above this bound, or is below it.</summary>
    public Int128 High(bool isOpen) => IsExact && isOpen ? Floor - 1 : Floor;

    private static NumberBound Held(BigInteger floor, bool isExact)
    {
        var most = (BigInteger)NumberNode.Greatest + 1;
        return floor > most ? new(NumberNode.Greatest + 1, IsExact: false) : floor < -most ? new(-NumberNode.Greatest - 2, IsExact: false) : new((Int128)floor, isExact);
    }
}
