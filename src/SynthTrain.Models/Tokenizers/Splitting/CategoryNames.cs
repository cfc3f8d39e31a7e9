using System.Globalization;
using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>Names of general categories in <c>\p{…}</c>.</summary>
internal static class CategoryNames
{
    private const string All = "LuLlLtLmLoMnMcMeNdNlNoZsZlZpCcCfCsCoPcPdPsPePiPfPoSmScSkSoCn";

    private static readonly UnicodeCategory[] s_order =
    [
        UnicodeCategory.UppercaseLetter, UnicodeCategory.LowercaseLetter, UnicodeCategory.TitlecaseLetter, UnicodeCategory.ModifierLetter, UnicodeCategory.OtherLetter,
        UnicodeCategory.NonSpacingMark, UnicodeCategory.SpacingCombiningMark, UnicodeCategory.EnclosingMark, UnicodeCategory.DecimalDigitNumber, UnicodeCategory.LetterNumber, UnicodeCategory.OtherNumber,
        UnicodeCategory.SpaceSeparator, UnicodeCategory.LineSeparator, UnicodeCategory.ParagraphSeparator, UnicodeCategory.Control, UnicodeCategory.Format, UnicodeCategory.Surrogate,
        UnicodeCategory.PrivateUse, UnicodeCategory.ConnectorPunctuation, UnicodeCategory.DashPunctuation, UnicodeCategory.OpenPunctuation, UnicodeCategory.ClosePunctuation,
        UnicodeCategory.InitialQuotePunctuation, UnicodeCategory.FinalQuotePunctuation, UnicodeCategory.OtherPunctuation, UnicodeCategory.MathSymbol, UnicodeCategory.CurrencySymbol,
        UnicodeCategory.ModifierSymbol, UnicodeCategory.OtherSymbol, UnicodeCategory.OtherNotAssigned,
    ];

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, CodePointSet?> s_sets = [];

    /// <summary>The code points of a category or a group of them, such as <c>Lu</c> or <c>L</c>; <see langword="null"/> when the name is not known.</summary>
    public static CodePointSet? Set(string name) => s_sets.GetOrAdd(name.Length <= 2 ? name : "", Make);

    private static CodePointSet? Make(string name)
    {
        if (name.Length is 0 or > 2 || !char.IsAsciiLetterUpper(name[0]))
            return null;
        var categories = Enumerable.Range(0, s_order.Length).Where(i => All.AsSpan(2 * i, 2).StartsWith(name)).Select(i => s_order[i]).ToHashSet();
        return categories.Count == 0 ? null : CodePointSet.Where(c => categories.Contains(UnicodeTable.Category(c)));
    }
}
