using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.Qa;

/// <summary>The response is no refusal: English phrases, as language models word them.</summary>
/// <remarks>
/// A string of the response counts as a refusal when such a phrase begins within its first eight words. The response is rejected when these strings
/// hold at least half of its characters: an itinerary with a note "I cannot confirm opening hours" is an answer.
/// </remarks>
internal sealed class RefusalCheck : IQaCheck
{
    private const int OpeningWords = 8;
    private const int OpeningCharacters = 200;

    private static readonly string[] s_phrases =
    [
        .. new[]
        {
            "I'm sorry, but I", "I am sorry, but I", "Sorry, but I can't", "Sorry, I can't", "Sorry, I cannot", "I apologize, but I", "I apologise, but I",
            "I can't help", "I cannot help", "I can't assist", "I cannot assist", "I can't comply", "I cannot comply", "I can't fulfill", "I cannot fulfill",
            "I can't fulfil", "I cannot fulfil", "I can't provide", "I cannot provide", "I can't answer", "I cannot answer", "I'm unable to", "I am unable to",
            "I'm not able to", "I am not able to", "I won't be able to", "I must decline", "I have to decline", "I can't create", "I cannot create",
            "I can't generate", "I cannot generate", "As an AI", "As a language model", "As a large language model", "I'm just an AI", "I am just an AI",
        }.Select(phrase => $" {TextNormalizer.Normalize(phrase)} "),
    ];

    public string Reason => QaReason.Refusal;

    public string Limits => "refusal phrases that open at least half of the response";

    public string? Fault(QaRow row)
    {
        var refusing = 0;
        string? found = null;
        foreach (var value in row.Values)
        {
            if (Phrase(value) is not { } phrase)
                continue;
            refusing += value.Length;
            found ??= phrase;
        }

        return found is not null && refusing * 2 >= row.Response.Length ? $"the response opens with '{found}'" : null;
    }

    private static string? Phrase(string value)
    {
        var text = $" {TextNormalizer.Normalize(value.Length <= OpeningCharacters ? value : value[..OpeningCharacters])} ";
        var end = 0;
        for (var word = 0; word < OpeningWords && end >= 0; word++)
            end = text.IndexOf(' ', end + 1);
        var opening = end < 0 ? text.Length : end;
        foreach (var phrase in s_phrases)
        {
            var at = text.IndexOf(phrase, StringComparison.Ordinal);
            if (at >= 0 && at < opening)
                return phrase.Trim();
        }

        return null;
    }
}
