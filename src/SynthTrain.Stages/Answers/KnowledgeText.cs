using System.Text.Json;

namespace SynthTrain.Stages.Answers;

/// <summary>A row's facts as prompts show them.</summary>
internal static class KnowledgeText
{
    /// <summary>One line a fact: what is true, whether it may change, where to check; <c>(none)</c> when there is no fact.</summary>
    public static string Of(JsonElement row)
    {
        if (!row.TryGetProperty("knowledge", out var knowledge) || knowledge.ValueKind != JsonValueKind.Array || knowledge.GetArrayLength() == 0)
            return "(none)";
        return string.Join('\n', knowledge.EnumerateArray().Select(Line));
    }

    private static string Line(JsonElement fact)
    {
        if (fact.ValueKind != JsonValueKind.Object)
            return "- " + (fact.ValueKind == JsonValueKind.String ? fact.GetString() : fact.GetRawText());
        var line = $"- {RowText.Get(fact, "fact")} {RowText.Get(fact, "do")}".TrimEnd();
        if (RowText.Get(fact, "uncertain") is { Length: > 0 } uncertain)
            line += $" (uncertain: {uncertain})";
        return RowText.Get(fact, "verify") is { Length: > 0 } verify ? $"{line} (check: {verify})" : line;
    }
}
