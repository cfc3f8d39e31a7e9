using System.Text;
using System.Text.Json;
using SynthTrain.Core.Jsonl;
using SynthTrain.Stages.Answers;
using SynthTrain.Stages.Preferences;
using SynthTrain.Stages.Text;
using SynthTrain.Training.Data;

namespace SynthTrain.Stages.Train.DataChecks;

/// <summary>What two rows are compared by.</summary>
/// <param name="Asked">For each answer that is learned, all that stands before it, what was said to the assistant without case and spacing; the last one stands for the row's whole prompt. A text without a prompt is its own.</param>
/// <param name="Row">The whole conversation, the answers as they are.</param>
internal sealed record TrainingRowKeys(IReadOnlyList<UInt128> Asked, UInt128 Row)
{
    private const char End = '\u0003';

    /// <summary>Of a row; <see langword="null"/> for one that cannot be trained on, which the reader of examples names.</summary>
    /// <remarks>System prompts and earlier answers are part of what is asked: "Summarise it" asks different things of different documents.</remarks>
    public static TrainingRowKeys? Of(JsonElement row) => SftConversations.Taught(row, out var given) is { } messages ? Of(messages, given) : null;

    /// <summary>Of a row that a model is asked, which may have an answer of another name, or none; <see langword="null"/> for one without a prompt.</summary>
    public static TrainingRowKeys? OfAsked(JsonElement row)
    {
        if (Of(row) is { } keys)
            return keys;
        if (PromptRow.Messages(row) is not { Count: > 0 } messages)
            return null;
        return Of(JsonSerializer.SerializeToElement(messages.Select(message => new Dictionary<string, string>(StringComparer.Ordinal) { ["role"] = message.Role, ["content"] = message.Content })), messages.Count);
    }

    private static TrainingRowKeys Of(JsonElement messages, int given)
    {
        var (asked, said) = (new List<UInt128>(), new StringBuilder());
        foreach (var (at, message) in messages.EnumerateArray().Index())
        {
            var role = RowText.Get(message, "role");
            var isAnswer = role == "assistant";
            if (isAnswer && at >= given)
                asked.Add(TextKey.Of(said.ToString()));
            said.Append(isAnswer ? Encoding.UTF8.GetString(CanonicalJson.ToUtf8(message).Span) : $"{role}{End}{Folded(Content(message))}").Append(End);
        }

        var whole = TextKey.Of(said.ToString());
        return new(asked.Count > 0 ? asked : [whole], whole);
    }

    /// <summary>Without case and spacing, and no more: <c>C</c> and <c>C#</c>, <c>ls -l</c> and <c>ls l</c> are different requests.</summary>
    private static string Folded(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();

    /// <summary>A text, the texts of a list of parts, or whatever else stands there.</summary>
    private static string Content(JsonElement message)
    {
        if (!message.TryGetProperty("content", out var content))
            return "";
        return content.ValueKind switch
        {
            JsonValueKind.String => content.GetString()!,
            JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(part => RowText.Get(part, "text") is { Length: > 0 } text ? text : part.GetRawText())),
            _ => content.GetRawText(),
        };
    }
}
