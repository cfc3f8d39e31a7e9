using System.Globalization;
using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Jsonl;
using SynthTrain.Training.Data;

namespace SynthTrain.Training.Evaluation.Rows;

/// <summary>
/// Reads evaluation rows: conversations whose last message is the assistant's, or <c>messages</c> or <c>prompt</c> (a text, or messages) with <c>expected</c>, <c>reference</c> or <c>completion</c> beside;
/// or <see cref="ExampleTurns"/>.
/// </summary>
/// <remarks>A field that is <c>null</c> is as good as absent. An expected answer that is an object or array is taken as compact JSON, its properties in their own order. A line that is no JSON object ends the reading; a row that cannot be asked is rejected.</remarks>
public static class EvaluationRowReader
{
    private static readonly string[] s_asked = ["messages", "prompt"];
    private static readonly string[] s_expected = ["expected", "reference", "completion"];

    /// <summary>Reads a file.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="path">Absolute.</param>
    /// <param name="display">What messages call the file.</param>
    /// <param name="limit">The most rows to take; <see langword="null"/> = all.</param>
    /// <exception cref="SynthException">The faults of <see cref="JsonlReader"/>.</exception>
    public static EvaluationRows Read(IFileSystem files, string path, string display, int? limit = null)
    {
        var rows = new List<EvaluationRow>();
        var rejected = new List<RejectedRow>();
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var left = 0L;
        foreach (var line in JsonlReader.Read(files, path, display))
        {
            if (rows.Count == limit)
            {
                left++;
                continue;
            }

            var id = Id(line);
            try
            {
                if (!ids.TryAdd(id, line.Line))
                    throw new RowFault(RejectionReasons.RepeatedId, $"The id '{id}' stands in line {ids[id].ToString(CultureInfo.InvariantCulture)} too; give each row its own.");
                rows.Add(Row(line, id, display));
            }
            catch (RowFault fault)
            {
                rejected.Add(new(id, fault.Reason, fault.Message, display, line.Line));
            }
        }

        return new(rows, rejected, left);
    }

    private static string Id(JsonlLine line) =>
        line.Json.TryGetProperty("id", out var id) && id.ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? id.ToString()
            : string.Create(CultureInfo.InvariantCulture, $"line-{line.Line}");

    private static EvaluationRow Row(JsonlLine line, string id, string display)
    {
        var row = line.Json;
        if (!HasConversation(row) && ExampleTurns.Of(row) is { } turns)
            return Example(turns, (line, id, display));
        var messages = Messages(row);
        var given = Given(row);
        if (IsAssistant(messages[^1]))
        {
            var said = Text(messages[^1]) ?? throw new RowFault(RejectionReasons.NoExpectedAnswer, "The last message is the assistant's and has no text as 'content'; give it the expected answer.");
            if (given is not null && given != said)
                throw new RowFault(RejectionReasons.TwoExpectedAnswers, "The last message is the assistant's, and another answer is expected beside it; leave one of them out.");
            given = said;
            messages = messages[..^1];
        }

        if (given is null)
            throw new RowFault(RejectionReasons.NoExpectedAnswer, "The last message is not the assistant's, and the row has no 'expected', 'reference' or 'completion'; add one.");
        if (messages.Length == 0)
            throw new RowFault(RejectionReasons.NotAConversation, "The row has an answer and no question before it; add the user's message.");
        return new(id, JsonSerializer.SerializeToElement(messages), given, display, line.Line)
        {
            Tools = row.TryGetProperty("tools", out var tools) && tools.ValueKind == JsonValueKind.Array ? tools : null,
        };
    }

    private static bool HasConversation(JsonElement row) => Array.Exists(s_asked, name => row.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null);

    private static EvaluationRow Example(ExampleTurns turns, (JsonlLine Line, string Id, string Display) at)
    {
        if (turns.Fault is { } fault)
            throw new RowFault(RejectionReasons.NotAConversation, fault);
        var given = Given(at.Line.Json);
        if (given is not null && turns.Answer is not null && given != turns.Answer)
            throw new RowFault(RejectionReasons.TwoExpectedAnswers, "'output' and another field expect different answers; leave one of them out.");
        var expected = turns.Answer ?? given ?? throw new RowFault(RejectionReasons.NoExpectedAnswer, turns.AnswerFault!);
        return new(at.Id, JsonSerializer.SerializeToElement(turns.Messages()), expected, at.Display, at.Line.Line);
    }

    private static string? Given(JsonElement row)
    {
        var given = s_expected.Select(name => (Name: name, Text: Expected(row, name))).Where(field => field.Text is not null).ToList();
        if (given.Find(field => field.Text != given[0].Text) is { Name: { } other })
            throw new RowFault(RejectionReasons.TwoExpectedAnswers, $"'{given[0].Name}' and '{other}' expect different answers; leave one of them out.");
        return given.Count == 0 ? null : given[0].Text;
    }

    private static JsonElement[] Messages(JsonElement row)
    {
        if ((row.TryGetProperty("messages", out var list) && list.ValueKind != JsonValueKind.Null) || (row.TryGetProperty("prompt", out list) && list.ValueKind == JsonValueKind.Array))
        {
            if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0 || list.EnumerateArray().Any(message => message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("role", out var role) || role.ValueKind != JsonValueKind.String))
                throw new RowFault(RejectionReasons.NotAConversation, "'messages' must be a list of one or more objects with a 'role' each.");
            return [.. list.EnumerateArray()];
        }

        if (!row.TryGetProperty("prompt", out var prompt) || prompt.ValueKind != JsonValueKind.String || prompt.GetString()!.Length == 0)
            throw new RowFault(RejectionReasons.NotAConversation, "The row has neither 'messages' nor a 'prompt' that is a text, nor an 'input'; give it one.");
        return [JsonSerializer.SerializeToElement(new Dictionary<string, string>(StringComparer.Ordinal) { ["role"] = "user", ["content"] = prompt.GetString()! })];
    }

    private static string? Expected(JsonElement row, string name)
    {
        if (!row.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 1 && value[0].ValueKind == JsonValueKind.Object && IsAssistant(value[0]))
            return Text(value[0]);
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Object or JsonValueKind.Array => JsonText.ToText(System.Text.Json.Nodes.JsonNode.Parse(value.GetRawText())!),
            _ => throw new RowFault(RejectionReasons.NoExpectedAnswer, $"'{name}' must be a text, an object or a list."),
        };
    }

    private static bool IsAssistant(JsonElement message) => message.TryGetProperty("role", out var role) && role.ValueKind == JsonValueKind.String && role.GetString() == "assistant";

    private static string? Text(JsonElement message) => message.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String ? content.GetString() : null;
}
