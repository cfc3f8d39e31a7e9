using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace SynthTrain.Core.JsonSchema;

/// <summary>Exact divisibility of decimals, so that 0.0075 is a multiple of 0.0001 and 1e308 of 0.5.</summary>
/// <remarks>
/// With v = m·10^a and d = n·10^b, both mantissas free of trailing zeros: for a &lt; b, v cannot be a multiple (m would need a trailing
/// zero); otherwise it is one when n divides m·10^(a-b), and 10^(a-b) is only needed modulo n.
/// </remarks>
internal static class NumberMultiple
{
    private const int SmallDigits = 18; // below 10^18 a product fits UInt128

    public static bool IsMultiple(JsonNumber value, JsonNumber divisor)
    {
        if (value.IsZero)
            return true;
        long shift = value.Power - value.DigitCount - (divisor.Power - divisor.DigitCount);
        if (shift < 0)
            return false;
        return value.DigitCount <= SmallDigits && divisor.DigitCount <= SmallDigits
            ? SmallIsMultiple(Small(value), Small(divisor), shift)
            : BigIsMultiple(Big(value), Big(divisor), shift);
    }

    private static bool SmallIsMultiple(ulong mantissa, ulong divisor, long shift)
    {
        UInt128 result = mantissa % divisor;
        UInt128 power = 10 % divisor;
        for (; shift > 0 && result != 0; shift >>= 1)
        {
            if ((shift & 1) != 0)
                result = result * power % divisor;
            power = power * power % divisor;
        }

        return result == 0;
    }

    private static bool BigIsMultiple(BigInteger mantissa, BigInteger divisor, long shift) =>
        (mantissa * BigInteger.ModPow(10, shift, divisor) % divisor).IsZero;

    private static ulong Small(JsonNumber number)
    {
        Span<byte> digits = stackalloc byte[SmallDigits];
        digits = digits[..number.DigitCount];
        number.CopyDigits(digits);
        return ulong.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private static BigInteger Big(JsonNumber number)
    {
        byte[] digits = ArrayPool<byte>.Shared.Rent(number.DigitCount);
        number.CopyDigits(digits);
        string text = Encoding.ASCII.GetString(digits, 0, number.DigitCount);
        ArrayPool<byte>.Shared.Return(digits);
        return BigInteger.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
