using System.Text;

namespace SynthTrain.Models.Templates;

/// <summary>Texts as Python sees them: sequences of code points. The fast way is taken where no surrogate is in sight.</summary>
internal static class Text
{
    /// <summary>Python's <c>str.isspace</c> for one character (<c>Objects/unicodetype_db.h</c> of CPython).</summary>
    public static bool IsSpace(char c) => c is ' ' or (>= '\t' and <= '\r') or (>= '\u001c' and <= '\u001f') or '\u0085' or '\u00a0'
        || (c >= '\u1680' && (c is '\u1680' or (>= '\u2000' and <= '\u200a') or '\u2028' or '\u2029' or '\u202f' or '\u205f' or '\u3000'));

    public static bool IsPlain(string text)
    {
        foreach (var c in text)
        {
            if (char.IsSurrogate(c))
                return false;
        }

        return true;
    }

    /// <summary>Code points.</summary>
    public static int Length(ReadOnlySpan<char> text)
    {
        var count = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsLowSurrogate(text[i]) && char.IsHighSurrogate(text[i - 1]))
                count--;
        }

        return count;
    }

    /// <summary>Each code point as a text of its own.</summary>
    public static IEnumerable<object?> Each(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var wide = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            yield return wide ? text.Substring(i++, 2) : text[i].ToString();
        }
    }

    public static string[] Points(string text) => [.. Each(text).Cast<string>()];

    /// <summary>The UTF-16 index of a code point.</summary>
    public static int Offset(string text, int point)
    {
        if (IsPlain(text))
            return Math.Min(point, text.Length);
        var at = 0;
        for (var i = 0; i < point && at < text.Length; i++)
            at += char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;
        return at;
    }

    public static string Slice(string text, PySlice slice)
    {
        if (IsPlain(text))
            return slice.IsPlain(text.Length, out var start, out var count) ? text.Substring(start, count) : string.Concat(slice.Indices(text.Length).Select(i => text[i]));
        var points = Points(text);
        return string.Concat(slice.Indices(points.Length).Select(i => points[i]));
    }

    /// <summary>By code points: surrogates come after all of the plane that UTF-16 writes in one unit.</summary>
    public static int Compare(string a, string b)
    {
        var length = Math.Min(a.Length, b.Length);
        for (var i = 0; i < length; i++)
        {
            var (x, y) = (a[i], b[i]);
            if (x == y)
                continue;
            return char.IsSurrogate(x) == char.IsSurrogate(y) ? Math.Sign(x - y) : char.IsSurrogate(x) ? 1 : -1;
        }

        return a.Length.CompareTo(b.Length);
    }

    public static string Strip(string text, string? chars, bool left = true, bool right = true)
    {
        if (chars is not null && !(IsPlain(chars) && IsPlain(text)))
            return StripPoints(text, [.. Points(chars)], left, right);
        int start = 0, end = text.Length;
        while (left && start < end && Belongs(text[start], chars))
            start++;
        while (right && end > start && Belongs(text[end - 1], chars))
            end--;
        return start == 0 && end == text.Length ? text : text[start..end];
    }

    private static bool Belongs(char c, string? chars) => chars is null ? IsSpace(c) : chars.Contains(c, StringComparison.Ordinal);

    private static string StripPoints(string text, HashSet<string> chars, bool left, bool right)
    {
        var points = Points(text).AsSpan();
        while (left && points.Length > 0 && chars.Contains(points[0]))
            points = points[1..];
        while (right && points.Length > 0 && chars.Contains(points[^1]))
            points = points[..^1];
        return string.Concat(points);
    }

    public static string Repeat(string text, int count) => count <= 0 || text.Length == 0 ? string.Empty : new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    /// <summary>Code point at an index of UTF-16, and how many units it takes.</summary>
    public static Rune RuneAt(string text, int index) => Rune.TryGetRuneAt(text, index, out var rune) ? rune : Rune.ReplacementChar;
}
