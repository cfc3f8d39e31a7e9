using System.Globalization;
using System.Text;

namespace SynthTrain.Models.Templates;

/// <summary>Python's <c>str.format</c>, with the sandbox's view of attributes.</summary>
internal sealed class StrFormat
{
    private readonly CallArguments _given;
    private readonly Func<string, string>? _escape;
    private int _next;

    private StrFormat(CallArguments given, Func<string, string>? escape) => (_given, _escape) = (given, escape);

    /// <param name="format">The format.</param>
    /// <param name="given">Its arguments.</param>
    /// <param name="escape">Escapes texts, for Markup.</param>
    public static string Apply(string format, CallArguments given, Func<string, string>? escape) => new StrFormat(given, escape).Run(format, 2);

    private string Run(string format, int depth)
    {
        if (depth < 0)
            throw Raise.Value("Max string recursion exceeded");
        var to = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            var c = format[i];
            if (c is '{' or '}' && i + 1 < format.Length && format[i + 1] == c)
            {
                to.Append(c);
                i++;
            }
            else if (c == '{')
            {
                i = Field(to, format, i + 1, depth);
            }
            else if (c == '}')
            {
                throw Raise.Value("Single '}' encountered in format string");
            }
            else
            {
                to.Append(c);
            }

            RenderState.CheckLength(to.Length);
        }

        return to.ToString();
    }

    /// <summary>Returns the index of the field's last brace.</summary>
    private int Field(StringBuilder to, string format, int start, int depth)
    {
        var (level, end, bracket) = (1, start, false);
        for (; end < format.Length; end++)
        {
            bracket = format[end] == '[' || (bracket && format[end] != ']');
            level += bracket ? 0 : format[end] == '{' ? 1 : format[end] == '}' ? -1 : 0;
            if (level == 0)
                break;
        }

        if (end >= format.Length)
            throw Raise.Value(start >= format.Length ? "Single '{' encountered in format string" : "expected '}' before end of string");
        var field = format[start..end];
        var colon = Split(field, ':');
        var spec = colon < 0 ? string.Empty : field[(colon + 1)..];
        var name = colon < 0 ? field : field[..colon];
        var mark = Split(name, '!');
        var conversion = mark < 0 ? string.Empty : name[(mark + 1)..];
        to.Append(Show(Find(mark < 0 ? name : name[..mark]), conversion, spec.Contains('{', StringComparison.Ordinal) ? Run(spec, depth - 1) : spec));
        return end;
    }

    private static int Split(string text, char at)
    {
        var bracket = false;
        for (var i = 0; i < text.Length; i++)
        {
            bracket = text[i] == '[' || (bracket && text[i] != ']');
            if (!bracket && text[i] == at)
                return i;
        }

        return -1;
    }

    private string Show(object? value, string conversion, string spec)
    {
        value = conversion switch
        {
            "" => value,
            "s" => Py.Str(value),
            "r" => Py.Repr(value),
            "a" => Py.Repr(value),
            _ => throw Raise.Value($"Unknown conversion specifier {conversion}"),
        };
        if (_escape is null)
            return FormatSpec.Parse(spec).Apply(value);
        if (value is Markup markup)
            return spec.Length > 0 ? throw Raise.Value("Unsupported format specification for Markup.") : markup.Text;
        return _escape(FormatSpec.Parse(spec).Apply(value));
    }

    private object? Find(string name)
    {
        var end = name.AsSpan().IndexOfAny('.', '[');
        var first = end < 0 ? name : name[..end];
        var value = First(first);
        for (var at = end; at >= 0 && at < name.Length;)
        {
            var close = name[at] == '[' ? name.IndexOf(']', at) : name.AsSpan(at + 1).IndexOfAny('.', '[') is var next && next < 0 ? name.Length : at + 1 + next;
            if (close < 0)
                throw Raise.Value("Missing ']' in format string");
            var key = name[(at + 1)..close];
            if (key.Length == 0)
                throw Raise.Value("Empty attribute in format string");
            value = name[at] == '[' ? Attributes.Item(value, IsIndex(key) ? long.Parse(key, CultureInfo.InvariantCulture) : key) : Attributes.Get(value, key);
            at = name[at] == '[' ? close + 1 : close;
        }

        return value;
    }

    private object? First(string name)
    {
        if (name.Length > 0 && !IsIndex(name))
            return _given.TryNamed(name, out var value) ? value : throw Raise.Key(Py.ReprText(name));
        var at = name.Length == 0 ? _next++ : int.Parse(name, CultureInfo.InvariantCulture);
        return at < _given.Positional.Length ? _given.Positional[at] : throw Raise.Index($"Replacement index {at} out of range for positional args tuple");
    }

    private static bool IsIndex(string text) => text.Length is > 0 and < 9 && text.All(char.IsAsciiDigit);
}
