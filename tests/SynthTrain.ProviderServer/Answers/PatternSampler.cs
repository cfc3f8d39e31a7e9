using System.Text;
using SynthTrain.Core.Hashing;

namespace SynthTrain.Loopback.Answers;

/// <summary>Makes a text that matches a simple pattern: literals, classes, groups, alternatives, quantifiers.</summary>
internal sealed class PatternSampler
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";
    private const int OpenEnded = 7;
    private readonly string _pattern;
    private readonly SeededRandom _random;
    private int _at;

    private PatternSampler(string pattern, SeededRandom random) => (_pattern, _random) = (pattern, random);

    /// <summary>A text that matches.</summary>
    public static string Sample(string pattern, SeededRandom random) => new PatternSampler(pattern, random).Alternatives()();

    // Each part is a function that makes a text, so that a quantifier can make it several times.
    private Func<string> Alternatives()
    {
        var list = new List<Func<string>> { Sequence() };
        while (_at < _pattern.Length && _pattern[_at] == '|')
        {
            _at++;
            list.Add(Sequence());
        }

        return () => _random.Pick(list)();
    }

    private Func<string> Sequence()
    {
        var parts = new List<Func<string>>();
        while (_at < _pattern.Length && _pattern[_at] is not ('|' or ')'))
            parts.Add(Quantified(Atom()));
        return () => string.Concat(parts.Select(part => part()));
    }

    private Func<string> Atom()
    {
        var c = _pattern[_at++];
        switch (c)
        {
            case '^' or '$':
                return () => "";
            case '(':
                if (_pattern.AsSpan(_at).StartsWith("?:", StringComparison.Ordinal))
                    _at += 2;
                var group = Alternatives();
                _at++;
                return group;
            case '[':
                return One(Class());
            case '.':
                return One(Letters);
            case '\\':
                return One(Escaped());
            default:
                return () => c.ToString();
        }
    }

    private Func<string> One(string characters) => () => characters[_random.Below(characters.Length)].ToString();

    private string Escaped() => _pattern[_at++] switch
    {
        'd' => "0123456789",
        'w' => Letters,
        's' => " ",
        'S' => Letters,
        var other => other.ToString(),
    };

    private string Class()
    {
        var negated = _pattern[_at] == '^';
        _at += negated ? 1 : 0;
        var held = new StringBuilder();
        while (_pattern[_at] != ']')
        {
            var first = _pattern[_at] == '\\' ? Skip(Escaped) : _pattern[_at++].ToString();
            if (first.Length == 1 && _pattern[_at] == '-' && _pattern[_at + 1] != ']')
            {
                _at++;
                for (var c = first[0]; c <= _pattern[_at]; c++)
                    held.Append(c);
                _at++;
            }
            else
            {
                held.Append(first);
            }
        }

        _at++;
        var set = held.ToString();
        return negated ? string.Concat((Letters + "0123456789").Where(c => !set.Contains(c, StringComparison.Ordinal))) : set;
    }

    private string Skip(Func<string> read)
    {
        _at++;
        return read();
    }

    private Func<string> Quantified(Func<string> atom)
    {
        if (_at >= _pattern.Length)
            return atom;
        var (min, max) = _pattern[_at] switch
        {
            '*' => (0, OpenEnded),
            '+' => (1, OpenEnded),
            '?' => (0, 1),
            '{' => Counts(),
            _ => (-1, -1),
        };
        if (min < 0)
            return atom;
        _at++;
        return () => string.Concat(Enumerable.Range(0, min + _random.Below(max - min + 1)).Select(_ => atom()));
    }

    private (int Min, int Max) Counts()
    {
        var close = _pattern.IndexOf('}', _at);
        var counts = _pattern[(_at + 1)..close].Split(',');
        _at = close;
        var min = int.Parse(counts[0], System.Globalization.CultureInfo.InvariantCulture);
        return (min, counts.Length == 1 ? min : counts[1].Length == 0 ? min + OpenEnded : int.Parse(counts[1], System.Globalization.CultureInfo.InvariantCulture));
    }
}
