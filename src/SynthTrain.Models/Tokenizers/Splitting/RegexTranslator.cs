using System.Globalization;
using System.Text;
using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>Writes a pattern of Oniguruma for .NET: classes become explicit sets, so that characters outside the first plane and Unicode's version count as they do there.</summary>
/// <remarks>Syntax: <see href="https://github.com/kkos/oniguruma/blob/master/doc/RE"/>.</remarks>
internal sealed class RegexTranslator(string pattern)
{
    private static readonly Lazy<CodePointSet> s_spaces = new(() => CodePointSet.Where(UnicodeTable.IsSpace)), s_words = new(() => CodePointSet.Where(UnicodeTable.IsWord)), s_dot = new(() => CodePointSet.Where(c => c != '\n'));

    private const int MostClasses = 200, MostWritten = 1 << 20, WideRange = 1 << 12;

    private readonly StringBuilder _out = new();
    private readonly Dictionary<int, string> _anyCase = [];
    private int _at;
    private int _depth;
    private int _classes;

    /// <summary>The pattern for .NET.</summary>
    /// <exception cref="FormatException">It has a part that is not known here.</exception>
    public string Translate()
    {
        if (pattern.Length > 20_000)
            throw new FormatException("it is longer than 20,000 characters");
        Alternatives(anyCase: false);
        if (_at < pattern.Length)
            throw Unknown("an unpaired ')'");
        return _out.ToString();
    }

    private void Alternatives(bool anyCase)
    {
        if (++_depth > 50)
            throw Unknown("more than 50 nested groups");
        while (_at < pattern.Length && pattern[_at] != ')')
        {
            if (_out.Length > MostWritten)
                throw Unknown("classes that take more than 1,048,576 characters when written out,");
            var c = pattern[_at];
            if (c == '|')
            {
                _out.Append('|');
                _at++;
            }
            else if (c == '(')
            {
                Group(anyCase);
                Quantifier();
            }
            else if (c is '^' or '$')
            {
                _out.Append(CultureInfo.InvariantCulture, $"(?m:{c})");
                _at++;
            }
            else
            {
                if (c is '[' or '.' || Single() is not (>= 0 and var single))
                    _out.Append((c == '[' ? Class(anyCase) : c == '.' ? Dot() : Atom()).ToPattern());
                else
                    Literal(single, anyCase);
                Quantifier();
            }
        }

        _depth--;
    }

    private void Literal(int codePoint, bool anyCase)
    {
        if (anyCase && (codePoint > 0x7F || char.IsAsciiLetter((char)codePoint)))
            _out.Append(AnyCase(codePoint));
        else if (codePoint > 0xFFFF)
            _out.Append(CultureInfo.InvariantCulture, $"(?:{char.ConvertFromUtf32(codePoint)})");
        else
            _out.Append(CultureInfo.InvariantCulture, $"[\\u{codePoint:X4}]");
    }

    private string AnyCase(int codePoint)
    {
        if (_anyCase.TryGetValue(codePoint, out var spellings))
            return spellings;
        CountClass();
        return _anyCase[codePoint] = CodePointSet.Of(codePoint).AnyCase().ToPattern();
    }

    private void Group(bool anyCase)
    {
        string[] openings = ["(?:", "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?i:"];
        var opening = Array.Find(openings, o => pattern.AsSpan(_at).StartsWith(o));
        if (opening is null && pattern.AsSpan(_at).StartsWith("(?"))
            throw Unknown("a group");
        _at += opening?.Length ?? 1;
        _out.Append(opening is null or "(?i:" ? "(?:" : opening);
        Alternatives(anyCase || opening == "(?i:");
        if (_at >= pattern.Length)
            throw Unknown("an unpaired '('");
        _at++;
        _out.Append(')');
    }

    private void Quantifier()
    {
        if (_at >= pattern.Length)
            return;
        var from = _at;
        if (pattern[_at] is '?' or '*' or '+')
            _at++;
        else if (pattern[_at] == '{' && Counted() is > 0 and var length)
            _at += length;
        else
            return;
        var text = pattern[from.._at];
        if (text.StartsWith("{,", StringComparison.Ordinal))
            text = "{0" + text[1..];
        if (_at < pattern.Length && pattern[_at] == '?')
            text += pattern[_at++];
        if (_at < pattern.Length && pattern[_at] == '+' && text.Length == 1)
            Possessive(text);
        else if (_at < pattern.Length && (pattern[_at] is '?' or '*' or '+' || (pattern[_at] == '{' && Counted() > 0)))
            throw Unknown("a quantifier of a quantifier");
        else
            _out.Append(text);
    }

    private void Possessive(string quantifier)
    {
        _at++;
        var all = _out.ToString();
        var start = LastAtom(all);
        _out.Insert(start, "(?>").Append(quantifier).Append(')');
    }

    /// <summary>Where the atom just written begins: a class, or a group.</summary>
    private static int LastAtom(string written)
    {
        if (written[^1] == ']')
            return written.LastIndexOf('[');
        var depth = 0;
        var inClass = false;
        for (var i = written.Length - 1; i >= 0; i--)
        {
            if (written[i] == ']')
                inClass = true;
            else if (written[i] == '[')
                inClass = false;
            else if (!inClass && written[i] == ')')
                depth++;
            else if (!inClass && written[i] == '(' && --depth == 0)
                return i;
        }

        return 0;
    }

    private int Counted()
    {
        var end = pattern.IndexOf('}', _at);
        if (end < 0)
            return 0;
        var parts = pattern[(_at + 1)..end].Split(',');
        return parts.Length <= 2 && parts.Any(part => part.Length > 0) && parts.All(part => part.Length <= 4 && part.All(char.IsAsciiDigit)) ? end - _at + 1 : 0;
    }

    private CodePointSet Dot()
    {
        CountClass();
        _at++;
        return s_dot.Value;
    }

    private CodePointSet Class(bool anyCase)
    {
        CountClass();
        _at++;
        var negated = _at < pattern.Length && pattern[_at] == '^';
        if (negated)
            _at++;
        var set = new CodePointSet();
        for (var first = true; ; first = false)
        {
            if (_at >= pattern.Length)
                throw Unknown("a class without an end");
            if (pattern[_at] == ']' && !first)
                break;
            if (pattern[_at] == '[' || pattern.AsSpan(_at).StartsWith("&&"))
                throw Unknown("a class in a class");
            var low = Single();
            if (low >= 0 && _at + 1 < pattern.Length && pattern[_at] == '-' && pattern[_at + 1] != ']')
            {
                _at++;
                var high = Single();
                if (high < low)
                    throw Unknown("a range");
                if (high - low >= WideRange)
                    CountClass();
                set.Add(low, high);
            }
            else
            {
                set = low >= 0 ? set.Add(low, low) : set.Add(Atom());
            }
        }

        _at++;
        set = anyCase ? set.AnyCase() : set;
        return negated ? set.Except() : set;
    }

    /// <summary>A single character, or −1 (nothing read) for an escape that stands for many.</summary>
    private int Single()
    {
        if (pattern[_at] == '\\' && _at + 1 < pattern.Length && "pPsSdDwWhH".Contains(pattern[_at + 1], StringComparison.Ordinal))
            return -1;
        if (pattern[_at] != '\\')
        {
            var codePoint = CodePoints.At(pattern, _at, out var width);
            _at += width;
            return codePoint;
        }

        return Escaped();
    }

    private CodePointSet Atom()
    {
        var single = Single();
        if (single >= 0)
            return CodePointSet.Of(single);
        CountClass();
        var c = pattern[_at + 1];
        _at += 2;
        CodePointSet set = char.ToLowerInvariant(c) switch
        {
            's' => s_spaces.Value,
            'd' => CategoryNames.Set("Nd")!,
            'w' => s_words.Value,
            'p' => Property(),
            _ => throw Unknown($"'\\{c}'"),
        };
        return char.IsAsciiLetterUpper(c) ? set.Except() : set;
    }

    private CodePointSet Property()
    {
        var end = _at < pattern.Length && pattern[_at] == '{' ? pattern.IndexOf('}', _at) : -1;
        if (end < 0)
            throw Unknown("a property without a name in braces");
        var name = pattern[(_at + 1)..end];
        _at = end + 1;
        var negated = name.StartsWith('^');
        var set = CategoryNames.Set(negated ? name[1..] : name) ?? throw Unknown($"the property '{name}'");
        return negated ? set.Except() : set;
    }

    /// <summary>Each class is a set of all code points and thousands of characters of the pattern for .NET.</summary>
    private void CountClass()
    {
        if (++_classes > MostClasses)
            throw Unknown("more than 200 classes");
    }

    private int Escaped()
    {
        if (++_at >= pattern.Length)
            throw Unknown("a '\\' at the end");
        var c = pattern[_at++];
        switch (c)
        {
            case 'r': return '\r';
            case 'n': return '\n';
            case 't': return '\t';
            case 'f': return '\f';
            case 'v': return '\v';
            case 'u': return Hex(4);
            case 'x' when _at < pattern.Length && pattern[_at] == '{':
                var end = pattern.IndexOf('}', _at);
                var digits = end - _at - 1;
                _at++;
                var value = digits is > 0 and < 7 ? Hex(digits) : throw Unknown("'\\x{'");
                _at++;
                return value;
            case 'x': return Hex(2);
            default:
                return char.IsAsciiLetterOrDigit(c) ? throw Unknown($"'\\{c}'") : c;
        }
    }

    private int Hex(int digits)
    {
        if (_at + digits > pattern.Length || !int.TryParse(pattern.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) || value > 0x10FFFF)
            throw Unknown("hexadecimal digits");
        _at += digits;
        return value;
    }

    private FormatException Unknown(string what) => new($"{what} at character {_at + 1} of the pattern");
}
