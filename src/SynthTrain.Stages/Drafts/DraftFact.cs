using System.Text.Json;
using SynthTrain.Stages.Answers;

namespace SynthTrain.Stages.Drafts;

/// <summary>A fact of a plan row, with what is missing filled in.</summary>
/// <param name="Text">What is true.</param>
/// <param name="Do">What to do about it.</param>
/// <param name="Ask">A question whose no leads to <paramref name="Do"/>.</param>
/// <param name="Minutes">How long it takes.</param>
/// <param name="DaysBefore">How early it is best done.</param>
/// <param name="Hour">When in a day it fits.</param>
/// <param name="Uncertain">What is not certain; null when the fact is stable.</param>
/// <param name="Verify">Where to check.</param>
internal sealed record DraftFact(string Text, string Do, string Ask, int Minutes, int DaysBefore, int Hour, string? Uncertain, string Verify)
{
    private const int MaxText = 380;

    /// <summary>What a row without knowledge is answered with.</summary>
    public static IReadOnlyList<DraftFact> General { get; } =
    [
        new("A short list of open questions shows what is missing.", "Write down what you know already and what is still open.", "Is it written down what is still open?", 15, 14, 9, null, "your own notes"),
        new("Rules and prices are best taken from whoever sets them.", "Look for an official source for each open question.", "Is there an official source for each open question?", 30, 10, 11, "Sources go out of date.", "the official source itself"),
        new("What has a deadline is easily missed.", "Settle the point with the nearest deadline first.", "Is the point with the nearest deadline settled?", 20, 7, 15, null, "your calendar"),
    ];

    /// <summary>Reads a fact; <paramref name="index"/> orders facts that do not say how early they are due.</summary>
    public static DraftFact Read(JsonElement fact, int index)
    {
        var text = fact.ValueKind == JsonValueKind.String ? fact.GetString()! : RowText.Get(fact, "fact");
        var action = RowText.Get(fact, "do") is { Length: > 0 } given ? given : "Keep this in mind: " + DraftWords.Lower(text);
        var ask = RowText.Get(fact, "ask") is { Length: > 0 } question ? question : $"Is this settled: {DraftWords.Lower(action).TrimEnd('.')}?";
        return new DraftFact(
            DraftWords.Clip(text, MaxText),
            DraftWords.Clip(action, MaxText),
            DraftWords.Clip(ask, MaxText),
            Math.Clamp(RowText.Number(fact, "minutes") ?? 20, 1, 1440),
            Math.Clamp(RowText.Number(fact, "days_before") ?? 14 - (2 * index), 0, 3650),
            Math.Clamp(RowText.Number(fact, "hour") ?? 9 + (2 * (index % 6)), 0, 23),
            RowText.Get(fact, "uncertain") is { Length: > 0 } uncertain ? DraftWords.Clip(uncertain, MaxText) : null,
            RowText.Get(fact, "verify") is { Length: > 0 } verify ? DraftWords.Clip(verify, 200) : "an official source");
    }
}
