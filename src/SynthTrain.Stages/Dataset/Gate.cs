using System.Globalization;
using System.Text.Json;
using SynthTrain.Stages.Answers;
using SynthTrain.Stages.Critiques;

namespace SynthTrain.Stages.Dataset;

/// <summary>Decides whether a final answer enters the data set.</summary>
internal static class Gate
{
    /// <summary>Why not, and what a person needs to see why; null when it enters.</summary>
    public static (string Reason, string? Detail)? Refuse(Gating gating, DatasetRow row, AnswerReading final, JsonElement? draft)
    {
        if (final.Json is not { } answer)
            return (RejectReasons.Parse, First(final.Errors));
        if (!final.SchemaOk)
            return (RejectReasons.Schema, First(final.Errors));
        if (gating == Gating.Lenient)
            return null;
        var (wanted, given) = (RowText.Get(row.Plan, "payload_type"), RowText.Get(answer, "payload_type"));
        if (wanted.Length > 0 && given.Length > 0 && wanted != given)
            return (RejectReasons.PayloadType, $"The plan asks for '{wanted}', the answer is '{given}'.");
        return row.Issues.FirstOrDefault(issue => !ActedUpon(issue, answer, draft)) is { } open
            ? (RejectReasons.Unresolved, $"{open.Kind} at '{open.Path}': {open.Message}")
            : null;
    }

    // No teacher is asked whether an issue is mended. But what it points at must no longer be what it was; a draft that did not
    // parse was replaced as a whole.
    private static bool ActedUpon(CritiqueIssue issue, JsonElement answer, JsonElement? draft)
    {
        if (draft is not { } before)
            return true;
        return (At(before, issue.Path), At(answer, issue.Path)) switch
        {
            ({ } old, { } now) => !JsonElement.DeepEquals(old, now),
            (null, null) => !JsonElement.DeepEquals(before, answer),
            _ => true,
        };
    }

    private static string? First(IReadOnlyList<string> errors) => errors.Count > 0 ? errors[0] : null;

    private static JsonElement? At(JsonElement value, string pointer)
    {
        foreach (var escaped in pointer.Split('/').Skip(1))
        {
            var name = escaped.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member))
                value = member;
            else if (value.ValueKind == JsonValueKind.Array && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < value.GetArrayLength())
                value = value[index];
            else
                return null;
        }

        return value;
    }
}
