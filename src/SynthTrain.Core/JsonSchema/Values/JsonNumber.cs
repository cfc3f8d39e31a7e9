using System.Runtime.InteropServices;
using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary>A JSON number as it is written, of any size, compared exactly and without allocation.</summary>
/// <remarks>
/// The value is <c>0.d1d2d3… × 10^Power</c> with d1 and the last digit not zero, so two numbers compare by sign, power and digits, and
/// <c>1</c>, <c>1.0</c> and <c>10e-1</c> are one number. Exponents beyond ±10^17 count as ±10^17.
/// </remarks>
internal readonly ref struct JsonNumber
{
    private const long ExponentLimit = 100_000_000_000_000_000;

    private readonly ReadOnlySpan<byte> significant; // may hold the decimal point

    private JsonNumber(bool negative, ReadOnlySpan<byte> significant, int digitCount, long power)
    {
        Negative = negative;
        this.significant = significant;
        DigitCount = digitCount;
        Power = power;
    }

    public bool Negative { get; }

    public int DigitCount { get; }

    public long Power { get; }

    public bool IsZero => DigitCount == 0;

    public int Sign => IsZero ? 0 : Negative ? -1 : 1;

    /// <summary>Gets a value indicating whether the number has no fraction: 1.0 and 1e300 have none.</summary>
    public bool IsInteger => DigitCount <= Power || IsZero;

    public static JsonNumber Of(JsonElement number) => Parse(JsonMarshal.GetRawUtf8Value(number));

    /// <summary>Parses a number that is known to follow the JSON grammar.</summary>
    public static JsonNumber Parse(ReadOnlySpan<byte> raw)
    {
        bool negative = raw[0] == '-';
        raw = negative ? raw[1..] : raw;
        int e = raw.IndexOfAny((byte)'e', (byte)'E');
        long exponent = e < 0 ? 0 : ParseExponent(raw[(e + 1)..]);
        ReadOnlySpan<byte> mantissa = e < 0 ? raw : raw[..e];

        int first = mantissa.IndexOfAnyInRange((byte)'1', (byte)'9');
        if (first < 0)
            return default;
        int last = mantissa.LastIndexOfAnyInRange((byte)'1', (byte)'9');
        int point = mantissa.IndexOf((byte)'.');
        int whole = point < 0 ? mantissa.Length : point;
        int firstDigit = first > whole ? first - 1 : first;
        int lastDigit = last > whole ? last - 1 : last;
        return new(negative, mantissa[first..(last + 1)], lastDigit - firstDigit + 1, exponent + whole - firstDigit);
    }

    /// <summary>Less than, equal to or greater than 0 as the left number is to the right one.</summary>
    public static int Compare(JsonNumber left, JsonNumber right)
    {
        int sign = left.Sign;
        if (sign != right.Sign || sign == 0)
            return sign - right.Sign;
        return sign * (left.Power != right.Power ? left.Power.CompareTo(right.Power) : left.CompareDigits(right));
    }

    /// <summary>A hash under which equal numbers agree, however they are written.</summary>
    public int Hash()
    {
        HashCode hash = default;
        hash.Add(Negative);
        hash.Add(Power);
        foreach (byte digit in significant)
        {
            if (digit != '.')
                hash.Add(digit);
        }

        return hash.ToHashCode();
    }

    /// <summary>Writes the digits without the point; the whole is <c>digits × 10^(Power - DigitCount)</c>.</summary>
    public void CopyDigits(Span<byte> target)
    {
        int count = 0;
        foreach (byte digit in significant)
        {
            if (digit != '.')
                target[count++] = digit;
        }
    }

    private int CompareDigits(JsonNumber other)
    {
        int i = 0, j = 0;
        while (i < significant.Length && j < other.significant.Length)
        {
            i += significant[i] == '.' ? 1 : 0;
            j += other.significant[j] == '.' ? 1 : 0;
            int order = significant[i++].CompareTo(other.significant[j++]);
            if (order != 0)
                return order;
        }

        return DigitCount.CompareTo(other.DigitCount);
    }

    private static long ParseExponent(ReadOnlySpan<byte> text)
    {
        bool negative = text[0] == '-';
        long value = 0;
        foreach (byte digit in text[0] is (byte)'+' or (byte)'-' ? text[1..] : text)
            value = Math.Min((value * 10) + (digit - '0'), ExponentLimit);
        return negative ? -value : value;
    }
}
