using System.Globalization;

namespace SynthTrain.Models.Templates;

/// <summary>The formats <c>e</c>, <c>f</c>, <c>g</c>, <c>%</c> of a float without its sign.</summary>
internal static class RealFormat
{
    public static string Digits(double value, char type, int precision, bool alternate)
    {
        var upper = char.IsAsciiLetterUpper(type);
        if (!double.IsFinite(value))
            return (double.IsNaN(value) ? "nan" : "inf") is var word && upper ? word.ToUpperInvariant() : word + (type == '%' ? "%" : string.Empty);
        var text = char.ToLowerInvariant(type) switch
        {
            'f' => Exact.Fixed(value, precision < 0 ? 6 : precision),
            '%' => Exact.Fixed(value * 100, precision < 0 ? 6 : precision) + "%",
            'e' => Exponent(value, precision < 0 ? 6 : precision),
            'g' or 'n' => General(value, precision < 0 ? 6 : precision, alternate, 0),
            '\0' => precision < 0 ? Py.Real(value) : General(value, precision, alternate, 1),
            _ => throw Raise.Value($"Unknown format code '{type}' for object of type 'float'"),
        };
        return upper ? text.ToUpperInvariant() : text;
    }

    private static string Exponent(double value, int precision)
    {
        var (digits, exponent) = Exact.Significant(value, precision + 1);
        return Mantissa(digits) + Power(exponent);
    }

    private static string Mantissa(string digits) => digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";

    private static string Power(int exponent) => $"e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture)}";

    private static string General(double value, int precision, bool alternate, int margin)
    {
        precision = Math.Max(precision, 1);
        var (digits, exponent) = Exact.Significant(value, precision);
        if (!alternate)
            digits = digits.TrimEnd('0') is { Length: > 0 } some ? some : "0";
        if (exponent < -4 || exponent >= precision - margin)
            return Mantissa(digits) + Power(exponent);
        var text = exponent < 0
            ? $"0.{new string('0', -exponent - 1)}{digits}"
            : digits.Length <= exponent + 1 ? digits.PadRight(exponent + 1, '0') : $"{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
        return margin == 1 && !text.Contains('.', StringComparison.Ordinal) ? text + ".0" : text;
    }
}
