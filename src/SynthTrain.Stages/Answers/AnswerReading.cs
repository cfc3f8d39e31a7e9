using System.Text.Json;
using SynthTrain.Core.Jsonl;

namespace SynthTrain.Stages.Answers;

/// <summary>A reply's text, read as JSON and held against a schema.</summary>
/// <param name="Json">The JSON object; null when the text holds none.</param>
/// <param name="SchemaOk">Whether it follows the schema.</param>
/// <param name="Errors">The first few faults; empty when there are none.</param>
internal sealed record AnswerReading(JsonElement? Json, bool SchemaOk, IReadOnlyList<string> Errors)
{
    /// <summary>What is said of a text with half a surrogate pair.</summary>
    public const string HalfCharacter = "The text holds an escape such as \\ud83d without its other half, which is no text.";

    private const int MaxErrors = 5;

    /// <summary>Whether the text is one JSON object.</summary>
    public bool ParseOk => Json is not null;

    /// <summary>Reads a text. One code fence around the whole of it is passed over, as models like to put one.</summary>
    public static AnswerReading Of(string text, ResponseSchema schema)
    {
        try
        {
            var json = JsonElement.Parse(Unfenced(text), new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (LoneSurrogates.In(json, text))
                return new AnswerReading(null, SchemaOk: false, [HalfCharacter]);
            if (json.ValueKind != JsonValueKind.Object)
                return new AnswerReading(null, SchemaOk: false, [$"The text is JSON, but no object: {json.ValueKind}."]);
            var errors = schema.Validate(json, MaxErrors);
            return new AnswerReading(json, errors.Count == 0, [.. errors.Select(error => error.Message)]);
        }
        catch (InvalidOperationException)
        {
            return new AnswerReading(null, SchemaOk: false, [HalfCharacter]);
        }
        catch (JsonException e)
        {
            return new AnswerReading(null, SchemaOk: false, [e.Message]);
        }
    }

    /// <summary>The text without a code fence around it.</summary>
    public static string Unfenced(string text)
    {
        var trimmed = text.Trim();
        if (!trimmed.StartsWith("```", StringComparison.Ordinal) || !trimmed.EndsWith("```", StringComparison.Ordinal))
            return trimmed;
        var firstLine = trimmed.IndexOf('\n', StringComparison.Ordinal);
        return firstLine < 0 || firstLine > trimmed.Length - 3 ? trimmed : trimmed[(firstLine + 1)..^3].Trim();
    }
}
