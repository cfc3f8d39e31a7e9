using System.Globalization;

namespace SynthTrain.Models.Tokenizers.Text;

/// <summary>What Hugging Face's program believes about code points; its parts follow different versions of Unicode, and .NET a third.</summary>
/// <remarks>Written by <c>eng/unicode/tables.cjs</c>, which asks that program about every code point.</remarks>
internal static class UnicodeTable
{
    private static readonly UnicodeCategory[] s_categories =
    [
        UnicodeCategory.UppercaseLetter, UnicodeCategory.LowercaseLetter, UnicodeCategory.TitlecaseLetter, UnicodeCategory.ModifierLetter, UnicodeCategory.OtherLetter,
        UnicodeCategory.NonSpacingMark, UnicodeCategory.SpacingCombiningMark, UnicodeCategory.EnclosingMark, UnicodeCategory.DecimalDigitNumber, UnicodeCategory.LetterNumber, UnicodeCategory.OtherNumber,
        UnicodeCategory.SpaceSeparator, UnicodeCategory.LineSeparator, UnicodeCategory.ParagraphSeparator, UnicodeCategory.Control, UnicodeCategory.Format, UnicodeCategory.Surrogate,
        UnicodeCategory.PrivateUse, UnicodeCategory.ConnectorPunctuation, UnicodeCategory.DashPunctuation, UnicodeCategory.OpenPunctuation, UnicodeCategory.ClosePunctuation,
        UnicodeCategory.InitialQuotePunctuation, UnicodeCategory.FinalQuotePunctuation, UnicodeCategory.OtherPunctuation, UnicodeCategory.MathSymbol, UnicodeCategory.CurrencySymbol,
        UnicodeCategory.ModifierSymbol, UnicodeCategory.OtherSymbol, UnicodeCategory.OtherNotAssigned,
    ];

    private static readonly byte[] s_category = new byte[0x110000];
    private static readonly byte[] s_flags = new byte[0x110000];
    private static readonly Dictionary<int, int[]> s_canonical, s_compatible, s_lower;
    private static readonly Dictionary<long, int> s_compose = [];
    private static readonly Dictionary<int, byte> s_classes = [];

    static UnicodeTable()
    {
        using var stream = typeof(UnicodeTable).Assembly.GetManifestResourceStream("unicode.bin")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var reader = new TableReader(bytes);
        reader.Runs(s_category);
        reader.Runs(s_flags);
        (s_canonical, s_compatible, s_lower) = (reader.Lists(), reader.Lists(), reader.Lists());
        foreach (var (composed, pair) in reader.Lists())
            s_compose[((long)pair[0] << 32) | (uint)pair[1]] = composed;
        for (int count = reader.Number(), i = 0, last = 0; i < count; i++)
        {
            last += reader.Number();
            s_classes[last] = (byte)reader.Number();
        }
    }

    public static IReadOnlyDictionary<int, byte> CombiningClasses => s_classes;

    public static IReadOnlyDictionary<long, int> Compositions => s_compose;

    public static UnicodeCategory Category(int codePoint) => s_categories[s_category[codePoint]];

    /// <summary>White space, as regular expressions and Rust see it (they agree).</summary>
    public static bool IsSpace(int codePoint) => (s_flags[codePoint] & 1) != 0;

    /// <summary><c>\w</c> of a split pattern.</summary>
    public static bool IsWord(int codePoint) => (s_flags[codePoint] & 2) != 0;

    /// <summary>Rust's <c>char::is_numeric</c>, by which <c>Digits</c> splits.</summary>
    public static bool IsNumeric(int codePoint) => (s_flags[codePoint] & 4) != 0;

    /// <summary>What <c>Punctuation</c> splits by.</summary>
    public static bool IsPunctuation(int codePoint) => (s_flags[codePoint] & 8) != 0;

    /// <summary><c>\w</c> of Rust's regular expressions: whole words of added tokens, and the pre-tokenizer <c>Whitespace</c>.</summary>
    public static bool IsRustWord(int codePoint) => (s_flags[codePoint] & 16) != 0;

    /// <summary>What <c>StripAccents</c> removes.</summary>
    public static bool IsAccent(int codePoint) => (s_flags[codePoint] & 32) != 0;

    public static byte CombiningClass(int codePoint) => s_classes.GetValueOrDefault(codePoint);

    public static int[]? Canonical(int codePoint) => s_canonical.GetValueOrDefault(codePoint);

    public static int[]? Compatible(int codePoint) => s_compatible.GetValueOrDefault(codePoint) ?? Canonical(codePoint);

    public static int[]? Lower(int codePoint) => s_lower.GetValueOrDefault(codePoint);

    public static int Compose(int first, int second) => s_compose.GetValueOrDefault(((long)first << 32) | (uint)second, -1);

    public static IEnumerable<int> Decomposable() => s_canonical.Keys;

    private ref struct TableReader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _at;

        public int Number()
        {
            for (int value = 0, shift = 0; ; shift += 7)
            {
                var b = _bytes[_at++];
                value |= (b & 127) << shift;
                if (b < 128)
                    return value;
            }
        }

        public void Runs(byte[] into)
        {
            for (var at = 0; at < into.Length;)
            {
                var length = Number();
                into.AsSpan(at, length).Fill((byte)Number());
                at += length;
            }
        }

        public Dictionary<int, int[]> Lists()
        {
            var count = Number();
            var lists = new Dictionary<int, int[]>(count);
            for (int i = 0, last = 0; i < count; i++)
            {
                last += Number();
                var list = new int[Number()];
                for (var k = 0; k < list.Length; k++)
                    list[k] = Number();
                lists[last] = list;
            }

            return lists;
        }
    }
}
