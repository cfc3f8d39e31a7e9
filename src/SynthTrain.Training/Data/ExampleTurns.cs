using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Jsonl;

namespace SynthTrain.Training.Data;

/// <summary>A row <c>{"input", "output", "context"?}</c> as a conversation: what <c>context</c> holds are earlier turns of the same form, oldest first.</summary>
/// <remarks>An output that is an object or list is its compact JSON, properties in their own order. Rows with an <c>instruction</c> are of another format, whose input is no question by itself.</remarks>
public sealed record ExampleTurns
{
    /// <summary>The conversation up to the answer, as pairs of role and text; the last is the user's. Empty where there is a <see cref="Fault"/>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Asked { get; private init; } = [];

    /// <summary>What the row answers; <see langword="null"/> where it holds no answer.</summary>
    public string? Answer { get; private init; }

    /// <summary>Why it asks nothing, and what is allowed.</summary>
    public string? Fault { get; private init; }

    /// <summary>Why it has no answer, and what is allowed.</summary>
    public string? AnswerFault { get; private init; }

    /// <summary>Reads a row.</summary>
    /// <returns><see langword="null"/> for a row of another format.</returns>
    public static ExampleTurns? Of(JsonElement row)
    {
        if (row.ValueKind != JsonValueKind.Object || Field(row, "input") is not { } input || Field(row, "instruction") is not null)
            return null;
        var answer = Output(row, "'output'", out var answerFault);
        var turns = new List<KeyValuePair<string, string>>();
        var fault = Context(row, turns) ?? Question(input, "'input'", turns);
        return new() { Asked = fault is null ? turns : [], Answer = answer, Fault = fault, AnswerFault = answerFault };
    }

    /// <summary>The conversation up to the answer as a list of messages.</summary>
    internal JsonArray Messages() => new([.. Asked.Select(turn => (JsonNode)new JsonObject { ["role"] = turn.Key, ["content"] = turn.Value })]);

    private static string? Context(JsonElement row, List<KeyValuePair<string, string>> turns)
    {
        if (Field(row, "context") is not { } context)
            return null;
        if (context.ValueKind != JsonValueKind.Array)
            return $"'context' is {JsonKind.Of(context)}; allowed is a list of earlier turns such as [{{\"input\": \"…\", \"output\": …}}], oldest first.";
        var index = 0;
        foreach (var turn in context.EnumerateArray())
        {
            var name = $"context[{index++}]";
            if (turn.ValueKind != JsonValueKind.Object)
                return $"'{name}' is {JsonKind.Of(turn)}; allowed is an earlier turn {{\"input\", \"output\"}}.";
            if (Question(Field(turn, "input") ?? default, $"'{name}.input'", turns) is { } fault)
                return fault;
            if (Output(turn, $"'{name}.output'", out var missing) is not { } said)
                return missing;
            turns.Add(new("assistant", said));
        }

        return null;
    }

    private static string? Question(JsonElement input, string name, List<KeyValuePair<string, string>> turns)
    {
        if (input.ValueKind != JsonValueKind.String || string.IsNullOrWhiteSpace(input.GetString()))
            return $"{name} is {JsonKind.OfText(input)}; allowed is a text that is not empty: what the user asks.";
        turns.Add(new("user", input.GetString()!));
        return null;
    }

    private static string? Output(JsonElement row, string name, out string? fault)
    {
        fault = null;
        var output = Field(row, "output") ?? default;
        if (output.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            return JsonText.ToText(JsonNode.Parse(output.GetRawText())!);
        if (output.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(output.GetString()))
            return output.GetString();
        fault = $"{name} is {JsonKind.OfText(output)}; allowed is what the assistant answers, an object, a list or a text that is not empty.";
        return null;
    }

    private static JsonElement? Field(JsonElement row, string name) => row.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
