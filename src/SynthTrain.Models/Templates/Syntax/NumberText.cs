using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace SynthTrain.Models.Templates;

/// <summary>Numbers as Jinja writes them: underscores between digits, 0b, 0o, 0x, no leading zeros.</summary>
internal static partial class NumberText
{
    [GeneratedRegex(@"\G(?:[0-9]+_)*[0-9]+(?:(?:\.(?:[0-9]+_)*[0-9]+)?[eE][+\-]?(?:[0-9]+_)*[0-9]+|\.(?:[0-9]+_)*[0-9]+)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Real { get; }

    [GeneratedRegex(@"\G(?:0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[0-9a-fA-F])+|[1-9](?:_?[0-9])*|0(?:_?0)*)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Whole { get; }

    public static string Match(string source, int at, out bool isFloat)
    {
        var before = at > 0 && source[at - 1] == '.';
        var real = before ? System.Text.RegularExpressions.Match.Empty : Real.Match(source, at);
        isFloat = real.Success;
        return isFloat ? real.Value : Whole.Match(source, at).Value;
    }

    public static object Integer(string text)
    {
        var prefix = text.Length > 1 ? char.ToLowerInvariant(text[1]) : ' ';
        var radix = prefix switch { 'b' => 2, 'o' => 8, 'x' => 16, _ => 10 };
        if (radix == 10)
            return text.Length > 4300 ? throw Raise.Value("Exceeds the limit (4300 digits) for integer string conversion") : Py.Int(BigInteger.Parse(text, CultureInfo.InvariantCulture));
        var value = BigInteger.Zero;
        foreach (var c in text.AsSpan(2))
            value = (value * radix) + Convert.ToInt32(c.ToString(), 16);
        return Py.Int(value);
    }
}
