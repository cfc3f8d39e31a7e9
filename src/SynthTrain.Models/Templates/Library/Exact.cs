using System.Globalization;
using System.Numerics;

namespace SynthTrain.Models.Templates;

/// <summary>Decimal digits of a double's exact value, rounded half to even: what Python's formats print.</summary>
internal static class Exact
{
    public static string Fixed(double value, int digits)
    {
        digits = Math.Min(digits, 1200);
        var scaled = Scaled(Math.Abs(value), digits);
        var text = scaled.ToString(CultureInfo.InvariantCulture).PadLeft(digits + 1, '0');
        var sign = double.IsNegative(value) ? "-" : string.Empty;
        return digits == 0 ? sign + text : $"{sign}{text[..^digits]}.{text[^digits..]}";
    }

    /// <summary>Digits and the power of ten of the first, for <c>e</c> and <c>g</c>.</summary>
    public static (string Digits, int Exponent) Significant(double value, int count)
    {
        count = Math.Clamp(count, 1, 1200);
        if (value == 0)
            return (new string('0', count), 0);
        var exponent = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        for (var guess = exponent + 1; ; guess--)
        {
            var text = Scaled(Math.Abs(value), count - 1 - guess).ToString(CultureInfo.InvariantCulture);
            if (text.Length == count && text[0] != '0')
                return (text, guess);
            if (text.Length > count)
                return (text[..count], guess + 1);
        }
    }

    /// <summary>The value times a power of ten, rounded half to even.</summary>
    private static BigInteger Scaled(double value, int digits)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)(bits >> 52) & 0x7ff;
        BigInteger top = (bits & 0xfffffffffffffL) | (exponent == 0 ? 0 : 1L << 52);
        exponent = Math.Max(exponent, 1) - 1075;
        var bottom = BigInteger.One;
        top *= digits >= 0 ? BigInteger.Pow(10, digits) : 1;
        bottom *= digits < 0 ? BigInteger.Pow(10, -digits) : 1;
        top <<= Math.Max(exponent, 0);
        bottom <<= Math.Max(-exponent, 0);
        var quotient = BigInteger.DivRem(top, bottom, out var rest);
        var twice = rest * 2;
        return twice > bottom || (twice == bottom && !quotient.IsEven) ? quotient + 1 : quotient;
    }
}
