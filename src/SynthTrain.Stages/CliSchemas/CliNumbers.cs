using System.Globalization;
using System.Text.RegularExpressions;

namespace SynthTrain.Stages.CliSchemas;

/// <summary>The whole numbers that a text says: runs of digits, perhaps with commas between thousands, and the words for small ones.</summary>
internal static partial class CliNumbers
{
    private static readonly Dictionary<string, long> s_words = Words();

    /// <summary>All of them, without signs.</summary>
    public static IEnumerable<long> In(string text)
    {
        foreach (var match in Said().Matches(text).Select(match => match.Value))
        {
            if (s_words.TryGetValue(match, out var small))
                yield return small;
            if (long.TryParse(match, NumberStyles.None, CultureInfo.InvariantCulture, out var plain))
                yield return plain;
            else if (long.TryParse(match.Replace(",", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var thousands))
                yield return thousands;
            foreach (var part in match.Contains(',', StringComparison.Ordinal) ? match.Split(',') : [])
                yield return long.Parse(part, CultureInfo.InvariantCulture);
        }
    }

    private static Dictionary<string, long> Words()
    {
        string[] small = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"];
        var words = small.Index().ToDictionary(word => word.Item, word => (long)word.Index, StringComparer.OrdinalIgnoreCase);
        words["hundred"] = 100;
        return words;
    }

    // The larger alternatives come first: "1,000" is one number, and so is "1,5" two.
    [GeneratedRegex(@"[0-9]{1,3}(,[0-9]{3})+|[0-9]+|[A-Za-z]+", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Said();
}
