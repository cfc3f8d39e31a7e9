using SynthTrain.Core.Hashing;

namespace SynthTrain.Stages.GenerateExamples.Offline;

/// <summary>Turns a sentence with tokens into what is typed.</summary>
internal sealed class Renderer(WordBook lexicon, SeededRandom random)
{
    // Names and the like need no quotation marks, but some write them.
    private const int QuotedPercent = 15;

    private static readonly string[] s_quotes = ["\"\"", "\"\"", "\"\"", "''", "“”"];

    public Rendered Render(string sentence, IReadOnlyList<SpokenItem> items)
    {
        var noise = new Noise(lexicon, random);
        var values = items.Where(item => item.Token.Length > 0).ToArray();
        var phrasing = values.Aggregate(sentence, (text, item) => text.Replace(item.Token, $"{{{item.Name}}}", StringComparison.Ordinal));
        var said = noise.Casual(sentence);
        var last = values.FirstOrDefault(item => said.EndsWith(item.Token, StringComparison.Ordinal));
        var typed = noise.Apply(said, last is { Words: var words } && words.One("slot") is not null && last.Argument!.Type == CliSchemas.CliArgumentType.String);
        return new(values.Aggregate(typed, (text, item) => text.Replace(item.Token, Written(item, text), StringComparison.Ordinal)), phrasing);
    }

    /// <summary>Free text stands in quotation marks where its end would not be clear without.</summary>
    private string Written(SpokenItem item, string text)
    {
        var spaced = item.Value.Contains(' ', StringComparison.Ordinal);
        if (!item.IsText && !spaced && (item.Argument!.Type == CliSchemas.CliArgumentType.Integer || random.Below(100) >= QuotedPercent))
            return item.Value;
        var end = text.IndexOf(item.Token, StringComparison.Ordinal) + 1;
        var rest = text[end..];
        var bare = rest.Length == 0 ? 60 : !spaced ? 80 : rest[0] is ',' or '\uE000' ? 45 : 22;
        if (random.Below(100) < (item.IsText ? bare : bare + 20) || item.Value.Contains('"', StringComparison.Ordinal))
            return item.Value;
        var quotes = random.Pick(s_quotes);
        return quotes[0] == '\'' && item.Value.Contains('\'', StringComparison.Ordinal) ? $"\"{item.Value}\"" : $"{quotes[0]}{item.Value}{quotes[1]}";
    }
}
