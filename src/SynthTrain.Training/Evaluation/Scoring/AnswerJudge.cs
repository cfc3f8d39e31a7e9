using System.Text.Json;
using SynthTrain.Core.Jsonl;

namespace SynthTrain.Training.Evaluation.Scoring;

/// <summary>Holds answers against what was expected.</summary>
/// <param name="schema">What answers must be; <see langword="null"/> = anything.</param>
public sealed class AnswerJudge(Core.JsonSchema.JsonSchema? schema = null)
{
    private static readonly JsonDocumentOptions s_options = new() { AllowDuplicateProperties = false, MaxDepth = Core.JsonSchema.JsonSchema.MaxDepth };

    /// <summary>The verdict.</summary>
    /// <param name="expected">The expected answer.</param>
    /// <param name="answer">The model's.</param>
    public AnswerVerdict Judge(string expected, string answer)
    {
        var said = Parse(answer);
        var wanted = Parse(expected) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } json ? json : (JsonElement?)null;
        return new(
            answer.AsSpan().Trim().SequenceEqual(expected.AsSpan().Trim()),
            wanted is { } value ? said is { } other && JsonElement.DeepEquals(value, other) : null,
            wanted is null && schema is null ? null : said is not null,
            schema is null ? null : said is { } instance && schema.IsValid(instance),
            wanted is { ValueKind: JsonValueKind.Object } fields ? [.. Fields(fields, said)] : []);
    }

    /// <summary>A JSON value as RFC 8259 has it, with neither a property twice nor half a character; <see langword="null"/> where the text is none.</summary>
    internal static JsonElement? Parse(string text)
    {
        try
        {
            var value = JsonElement.Parse(text, s_options);
            return LoneSurrogates.In(value, text) ? null : value;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static IEnumerable<FieldVerdict> Fields(JsonElement expected, JsonElement? said)
    {
        foreach (var property in expected.EnumerateObject())
        {
            var given = Property(said, property.Name);
            yield return new(property.Name, given is { } value && JsonElement.DeepEquals(property.Value, value));
            if (property.Value.ValueKind != JsonValueKind.Object)
                continue;
            foreach (var inner in property.Value.EnumerateObject())
                yield return new($"{property.Name}.{inner.Name}", Property(given, inner.Name) is { } part && JsonElement.DeepEquals(inner.Value, part));
            foreach (var name in Beyond(property.Value, given))
                yield return new($"{property.Name}.{name}", false, false);
        }

        foreach (var name in Beyond(expected, said))
            yield return new(name, false, false);
    }

    /// <summary>What an answer has and should not.</summary>
    private static IEnumerable<string> Beyond(JsonElement expected, JsonElement? said) =>
        said is { ValueKind: JsonValueKind.Object } given ? given.EnumerateObject().Select(property => property.Name).Where(name => !expected.TryGetProperty(name, out _)) : [];

    private static JsonElement? Property(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(name, out var value) ? value : null;
}
