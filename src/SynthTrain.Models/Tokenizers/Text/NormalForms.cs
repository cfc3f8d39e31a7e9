namespace SynthTrain.Models.Tokenizers.Text;

/// <summary>The four normal forms, with the changes that align them.</summary>
/// <remarks>
/// Own code for two reasons: .NET does not normalize where the culture is invariant, and ids must follow the version of Unicode that the tokenizers' program was built with (9.0).
/// Algorithm: <see href="https://www.unicode.org/reports/tr15/"/>; changes as <see href="https://github.com/n1t0/unicode-normalization/blob/master/src/recompose.rs"/> counts them.
/// </remarks>
internal static class NormalForms
{
    private const int HangulFirst = 0xAC00, HangulCount = 11172, LeadFirst = 0x1100, VowelFirst = 0x1161, TailFirst = 0x11A7, Vowels = 21, Tails = 28;

    // For each unit of UTF-16: 1 a form may change it or compose it with what is before, 2 a combining class other than 0, 4 half of a pair.
    private static readonly byte[] s_quick = QuickTable();

    /// <summary>Whether NFC surely leaves a text as it is.</summary>
    public static bool IsSurelyComposed(ReadOnlySpan<char> text)
    {
        var at = text.IndexOfAnyExceptInRange('\0', '\u02FF');
        if (at < 0)
            return true;
        byte last = 0;
        for (; at < text.Length; at++)
        {
            var quick = s_quick[text[at]];
            if (quick == 0)
            {
                last = 0;
                continue;
            }

            var codePoint = CodePoints.At(text, at, out var width);
            at += width - 1;
            if ((quick & 1) != 0 || (quick == 4 && MayChange(codePoint)))
                return false;
            var combining = UnicodeTable.CombiningClass(codePoint);
            if (combining != 0 && last > combining)
                return false;
            last = combining;
        }

        return true;
    }

    public static List<Change> Decompose(ReadOnlySpan<char> text, bool compatible)
    {
        var all = new List<Change>(text.Length);
        for (int i = 0, width, pending = 0; i < text.Length; i += width)
        {
            var codePoint = CodePoints.At(text, i, out width);
            var first = true;
            foreach (var part in Parts(codePoint, compatible))
            {
                if (UnicodeTable.CombiningClass(part) == 0)
                {
                    Sort(all, pending);
                    pending = all.Count + 1;
                }

                all.Add(new(part, first ? 0 : 1));
                first = false;
            }

            if (i + width >= text.Length)
                Sort(all, pending);
        }

        return all;
    }

    public static List<Change> Compose(ReadOnlySpan<char> text, bool compatible)
    {
        var result = new List<Change>(text.Length);
        var waiting = new List<Change>();
        Change? composee = null;
        var last = -1;
        foreach (var change in Decompose(text, compatible))
        {
            var combining = UnicodeTable.CombiningClass(change.CodePoint);
            if (composee is not { } starter)
            {
                if (combining != 0)
                    result.Add(change);
                else
                    composee = change;
                continue;
            }

            var composed = last < combining || last < 0 ? ComposePair(starter.CodePoint, change.CodePoint) : -1;
            if (composed >= 0)
            {
                composee = new(composed, starter.Kind + change.Kind - 1);
            }
            else if (combining == 0)
            {
                result.Add(starter);
                result.AddRange(waiting);
                waiting.Clear();
                (composee, last) = (change, -1);
            }
            else
            {
                waiting.Add(change);
                last = combining;
            }
        }

        if (composee is { } end)
            result.Add(end);
        result.AddRange(waiting);
        return result;
    }

    private static void Sort(List<Change> changes, int from)
    {
        if (changes.Count - from > 1)
        {
            var sorted = changes.Skip(from).OrderBy(change => UnicodeTable.CombiningClass(change.CodePoint)).ToArray();
            changes.RemoveRange(from, changes.Count - from);
            changes.AddRange(sorted);
        }
    }

    private static ReadOnlySpan<int> Parts(int codePoint, bool compatible)
    {
        if (codePoint is >= HangulFirst and < HangulFirst + HangulCount)
        {
            var index = codePoint - HangulFirst;
            var (lead, vowel, tail) = (LeadFirst + (index / (Vowels * Tails)), VowelFirst + (index % (Vowels * Tails) / Tails), index % Tails);
            return tail == 0 ? new[] { lead, vowel } : new[] { lead, vowel, TailFirst + tail };
        }

        return (compatible ? UnicodeTable.Compatible(codePoint) : UnicodeTable.Canonical(codePoint)) ?? new[] { codePoint };
    }

    private static int ComposePair(int first, int second)
    {
        if (first is >= LeadFirst and < LeadFirst + 19 && second is >= VowelFirst and < VowelFirst + Vowels)
            return HangulFirst + (((first - LeadFirst) * Vowels) + (second - VowelFirst)) * Tails;
        if (first is >= HangulFirst and < HangulFirst + HangulCount && second is > TailFirst and < TailFirst + Tails && (first - HangulFirst) % Tails == 0)
            return first + (second - TailFirst);
        return UnicodeTable.Compose(first, second);
    }

    private static bool MayChange(int codePoint) => UnicodeTable.Canonical(codePoint) is not null || s_seconds.Contains(codePoint);

    private static readonly HashSet<int> s_seconds = [.. UnicodeTable.Compositions.Keys.Select(pair => (int)(pair & 0xFFFFFFFF))];

    private static byte[] QuickTable()
    {
        var table = new byte[0x10000];
        var composed = UnicodeTable.Compositions.Values.ToHashSet();
        foreach (var codePoint in UnicodeTable.Decomposable().Where(c => c < 0x10000 && !composed.Contains(c)))
            table[codePoint] |= 1;
        foreach (var pair in UnicodeTable.Compositions.Keys.Where(pair => (pair & 0xFFFFFFFF) < 0x10000))
            table[(int)(pair & 0xFFFFFFFF)] |= 1;
        for (var c = VowelFirst; c < TailFirst + Tails; c++)
            table[c] |= 1;
        foreach (var codePoint in UnicodeTable.CombiningClasses.Keys.Where(c => c < 0x10000))
            table[codePoint] |= 2;
        table.AsSpan(0xD800, 0x400).Fill(4);
        return table;
    }
}
