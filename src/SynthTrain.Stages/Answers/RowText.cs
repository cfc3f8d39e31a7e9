using System.Text.Json;

namespace SynthTrain.Stages.Answers;

/// <summary>Fields that a row may lack.</summary>
internal static class RowText
{
    /// <summary>A field's text; empty when it is absent or no text.</summary>
    public static string Get(JsonElement row, string field) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>A field's whole number; null when it is absent or none.</summary>
    public static int? Number(JsonElement row, string field) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;
}
