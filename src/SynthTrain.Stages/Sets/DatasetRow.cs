using System.Runtime.InteropServices;
using System.Text.Json;

namespace SynthTrain.Stages.Sets;

/// <summary>One row of a data set, its fields checked.</summary>
/// <param name="Id">Unique within the file, not empty.</param>
/// <param name="Line">1-based line in the file.</param>
/// <param name="Json">The whole row.</param>
/// <param name="Prompt">What is asked, not empty.</param>
/// <param name="Response">The answer: an object or a string.</param>
internal sealed record DatasetRow(string Id, int Line, JsonElement Json, string Prompt, JsonElement Response)
{
    /// <summary>Fields that a row may lack, and that hold a string when it has them.</summary>
    public static readonly string[] OptionalTexts = ["category", "difficulty", "payload_type", "region", "group"];

    /// <summary>The row's bytes as they stand in the file.</summary>
    public ReadOnlySpan<byte> Utf8 => JsonMarshal.GetRawUtf8Value(Json);

    /// <summary>One of <see cref="OptionalTexts"/>; null when it is absent, null or empty.</summary>
    public string? Text(string field) =>
        Json.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
