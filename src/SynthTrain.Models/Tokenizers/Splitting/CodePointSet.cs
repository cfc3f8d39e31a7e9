using System.Globalization;
using System.Text;
using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>A set of code points as sorted ranges, which can be written as a regular expression over UTF-16 units.</summary>
internal sealed class CodePointSet
{
    private readonly bool[] _has = new bool[0x110000];

    public static CodePointSet Where(Func<int, bool> predicate)
    {
        var set = new CodePointSet();
        for (var c = 0; c < 0x110000; c++)
            set._has[c] = c is < 0xD800 or > 0xDFFF && predicate(c);
        return set;
    }

    public static CodePointSet Of(int codePoint) => new CodePointSet().Add(codePoint, codePoint);

    public CodePointSet Add(int first, int last)
    {
        for (var c = first; c <= last; c++)
            _has[c] = c is < 0xD800 or > 0xDFFF;
        return this;
    }

    public CodePointSet Add(CodePointSet other)
    {
        for (var c = 0; c < _has.Length; c++)
            _has[c] |= other._has[c];
        return this;
    }

    public CodePointSet Except() => Where(c => !_has[c]);

    /// <summary>The set with all spellings of its ASCII letters; the long s and the Kelvin sign are such spellings.</summary>
    public CodePointSet AnyCase()
    {
        var set = new CodePointSet().Add(this);
        for (var c = 'a'; c <= 'z'; c++)
        {
            int[] spellings = c == 's' ? [c, c - 32, 0x17F] : c == 'k' ? [c, c - 32, 0x212A] : [c, c - 32];
            if (spellings.Any(spelling => _has[spelling]))
                Array.ForEach(spellings, spelling => set._has[spelling] = true);
        }

        for (var c = 0x80; c < _has.Length; c++)
        {
            if (UnicodeTable.Lower(c) is [var lower] && (_has[c] || _has[lower]))
                set._has[c] = set._has[lower] = true;
        }

        return set;
    }

    public string ToPattern()
    {
        var (units, pairs) = (new StringBuilder(), new StringBuilder());
        Ranges(_has.AsSpan(0, 0x10000), 0, units);
        for (var high = 0; high < 0x400;)
        {
            var lows = _has.AsSpan(0x10000 + (high << 10), 0x400);
            var last = high + 1;
            while (last < 0x400 && _has.AsSpan(0x10000 + (last << 10), 0x400).SequenceEqual(lows))
                last++;
            var inner = new StringBuilder();
            Ranges(lows, 0xDC00, inner);
            if (inner.Length > 0)
                pairs.Append(CultureInfo.InvariantCulture, $"|[\\u{0xD800 + high:X4}-\\u{0xD7FF + last:X4}][{inner}]");
            high = last;
        }

        return (units.Length, pairs.Length) switch
        {
            (0, 0) => "(?!)",
            (0, _) => $"(?:{pairs.ToString(1, pairs.Length - 1)})",
            (_, 0) => $"[{units}]",
            _ => $"(?:[{units}]{pairs})",
        };
    }

    private static void Ranges(ReadOnlySpan<bool> has, int origin, StringBuilder into)
    {
        for (var c = 0; c < has.Length; c++)
        {
            if (!has[c])
                continue;
            var first = c;
            while (c + 1 < has.Length && has[c + 1])
                c++;
            into.Append(CultureInfo.InvariantCulture, $"\\u{origin + first:X4}-\\u{origin + c:X4}");
        }
    }
}
