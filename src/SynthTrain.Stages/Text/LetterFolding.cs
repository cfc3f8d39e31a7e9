namespace SynthTrain.Stages.Text;

/// <summary>Folds letters that look or sound alike into one spelling, by an own table.</summary>
/// <remarks>
/// Not <see cref="string.Normalize()"/>: that depends on whether the machine has ICU, and the same rows must give the same bytes everywhere.
/// Covered: Latin-1 and Latin Extended-A accents, full-width ASCII, the Latin ligatures. Other scripts keep their letters.
/// </remarks>
internal static class LetterFolding
{
    private const int TableEnd = 0x180;

    private static readonly string?[] s_table = Table(
        "a:àáâãäåāăą", "ae:æ", "c:çćĉċč", "d:ďđð", "e:èéêëēĕėęě", "g:ĝğġģ", "h:ĥħ", "i:ìíîïĩīĭįı", "ij:ĳ", "j:ĵ", "k:ķĸ",
        "l:ĺļľŀł", "n:ñńņňŉŋ", "o:òóôõöøōŏő", "oe:œ", "r:ŕŗř", "s:śŝşšſ", "ss:ß", "t:ţťŧ", "th:þ", "u:ùúûüũūŭůűų", "w:ŵ", "y:ýÿŷ", "z:źżž");

    /// <summary>The folded spelling of a lower-case code point; null when it stays as it is.</summary>
    public static string? Of(int lower) => lower switch
    {
        < TableEnd => s_table[lower],
        >= 0xFF01 and <= 0xFF5E => char.ToLowerInvariant((char)(lower - 0xFEE0)).ToString(),
        0xFB00 => "ff",
        0xFB01 => "fi",
        0xFB02 => "fl",
        0xFB03 => "ffi",
        0xFB04 => "ffl",
        _ => null,
    };

    private static string?[] Table(params ReadOnlySpan<string> entries)
    {
        var table = new string?[TableEnd];
        foreach (var entry in entries)
        {
            var colon = entry.IndexOf(':', StringComparison.Ordinal);
            foreach (var letter in entry.AsSpan(colon + 1))
                table[letter] = entry[..colon];
        }

        return table;
    }
}
