namespace SynthTrain.Stages.Drafts;

/// <summary>Small work on sentences.</summary>
internal static class DraftWords
{
    private static readonly string[] s_numbers = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

    /// <summary>With a capital first letter.</summary>
    public static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>With a small first letter.</summary>
    public static string Lower(string text) => text.Length == 0 ? text : char.ToLowerInvariant(text[0]) + text[1..];

    /// <summary>With a full stop at its end.</summary>
    public static string Sentence(string text) => text.Length == 0 || text[^1] is '.' or '!' or '?' ? text : text + ".";

    /// <summary>A count in words, such as <c>three steps</c>.</summary>
    public static string Count(int count, string one) =>
        $"{(count < s_numbers.Length ? s_numbers[count] : count.ToString(System.Globalization.CultureInfo.InvariantCulture))} {(count == 1 ? one : one + "s")}";

    /// <summary>At most so many characters, cut at a word.</summary>
    public static string Clip(string text, int length)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        if (line.Length <= length)
            return line;
        var space = line.LastIndexOf(' ', length - 2);
        return line[..(space > length / 2 ? space : length - 2)] + " …";
    }
}
