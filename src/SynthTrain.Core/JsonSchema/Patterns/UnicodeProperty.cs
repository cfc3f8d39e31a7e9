using System.Collections.Concurrent;
using System.Globalization;

namespace SynthTrain.Core.JsonSchema;

/// <summary>The sets behind <c>\d</c>, <c>\w</c>, <c>\s</c> and <c>\p{…}</c>, as ECMA-262 defines them with the u flag.</summary>
/// <remarks>Of the properties it knows the general categories, Any, ASCII and Assigned; .NET has no data for scripts.</remarks>
internal static class UnicodeProperty
{
    // In the order of UnicodeCategory; the names are those of PropertyValueAliases.txt.
    private static readonly string[][] Categories =
    [
        ["Lu", "Uppercase_Letter"], ["Ll", "Lowercase_Letter"], ["Lt", "Titlecase_Letter"], ["Lm", "Modifier_Letter"],
        ["Lo", "Other_Letter"], ["Mn", "Nonspacing_Mark"], ["Mc", "Spacing_Mark"], ["Me", "Enclosing_Mark"],
        ["Nd", "Decimal_Number", "digit"], ["Nl", "Letter_Number"], ["No", "Other_Number"], ["Zs", "Space_Separator"],
        ["Zl", "Line_Separator"], ["Zp", "Paragraph_Separator"], ["Cc", "Control", "cntrl"], ["Cf", "Format"], ["Cs", "Surrogate"],
        ["Co", "Private_Use"], ["Pc", "Connector_Punctuation"], ["Pd", "Dash_Punctuation"], ["Ps", "Open_Punctuation"],
        ["Pe", "Close_Punctuation"], ["Pi", "Initial_Punctuation"], ["Pf", "Final_Punctuation"], ["Po", "Other_Punctuation"],
        ["Sm", "Math_Symbol"], ["Sc", "Currency_Symbol"], ["Sk", "Modifier_Symbol"], ["So", "Other_Symbol"], ["Cn", "Unassigned"],
    ];

    private static readonly Dictionary<string, string> Groups = new(StringComparer.Ordinal)
    {
        ["Letter"] = "L", ["Mark"] = "M", ["Combining_Mark"] = "M", ["Number"] = "N", ["Punctuation"] = "P", ["punct"] = "P",
        ["Symbol"] = "S", ["Separator"] = "Z", ["Other"] = "C",
    };

    private static readonly ConcurrentDictionary<string, CodePointSet?> Cache = new(StringComparer.Ordinal);

    public static CodePointSet Digits { get; } = CodePointSet.Of([('0', '9')]);

    public static CodePointSet Word { get; } = CodePointSet.Of([('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]);

    public static CodePointSet Space { get; } = CodePointSet.Of(
        [(0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF)]);

    public static CodePointSet LineEnds { get; } = CodePointSet.Of([('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029)]);

    /// <summary>The set of a name such as <c>L</c>, <c>Letter</c> or <c>gc=Lu</c>; null when there is none.</summary>
    public static CodePointSet? Find(string name)
    {
        int equals = name.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
            return Cache.GetOrAdd(name, Make);
        return name[..equals] is "gc" or "General_Category" ? Cache.GetOrAdd(name[(equals + 1)..], MakeCategory) : null;
    }

    private static CodePointSet? Make(string name) => name switch
    {
        "Any" => CodePointSet.Of([(0, CodePointSet.MaxCodePoint)]),
        "ASCII" => CodePointSet.Of([(0, 0x7F)]),
        "Assigned" => MakeCategory("Cn")!.Complement(),
        _ => MakeCategory(name),
    };

    private static CodePointSet? MakeCategory(string name)
    {
        name = Groups.GetValueOrDefault(name, name);
        bool[] members = name is "LC" or "Cased_Letter"
            ? [.. Categories.Select((_, category) => category <= (int)UnicodeCategory.TitlecaseLetter)]
            : [.. Categories.Select(names => names.Contains(name, StringComparer.Ordinal) || (name.Length == 1 && names[0].StartsWith(name, StringComparison.Ordinal)))];
        return members.Contains(true) ? CodePointSet.Of(Scan(members)) : null;
    }

    private static IEnumerable<(int First, int Last)> Scan(bool[] members)
    {
        int first = -1;
        for (int codePoint = 0; codePoint <= CodePointSet.MaxCodePoint + 1; codePoint++)
        {
            bool member = codePoint <= CodePointSet.MaxCodePoint && members[(int)CharUnicodeInfo.GetUnicodeCategory(codePoint)];
            if (member && first < 0)
                first = codePoint;
            if (member || first < 0)
                continue;
            yield return (first, codePoint - 1);
            first = -1;
        }
    }
}
