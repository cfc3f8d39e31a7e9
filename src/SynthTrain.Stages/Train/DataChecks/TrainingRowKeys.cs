using System.Text;
using System.Text.Json;
using SynthTrain.Core.Jsonl;
using SynthTrain.Stages.Answers;
using SynthTrain.Stages.Text;
using SynthTrain.Training.Data;

namespace SynthTrain.Stages.Train.DataChecks;

/// <summary>What two rows are compared by.</summary>
/// <param name="Asked">For each turn of the user, all that was said to the assistant up to there, in its one spelling; the last one stands for the row's whole prompt. A text without a prompt is its own.</param>
/// <param name="Row">The whole prompt in its one spelling and the answers as they are.</param>
internal sealed record TrainingRowKeys(IReadOnlyList<UInt128> Asked, UInt128 Row)
{
    private const char End = '\u0003';

    /// <summary>Of a row; <see langword="null"/> for one that cannot be trained on, which the reader of examples names, or that nobody asks anything in.</summary>
    /// <remarks>A system prompt is part of what is asked: "Summarise it" asks different things of different documents.</remarks>
    public static TrainingRowKeys? Of(JsonElement row)
    {
        if (SftConversations.Taught(row) is not { } messages)
            return null;
        var (asked, before, all) = (new List<UInt128>(), new StringBuilder(), new StringBuilder());
        foreach (var message in messages.EnumerateArray())
        {
            var role = RowText.Get(message, "role");
            if (role == "assistant")
            {
                all.Append(Encoding.UTF8.GetString(CanonicalJson.ToUtf8(message).Span)).Append(End);
                continue;
            }

            var said = $"{role}{End}{TextNormalizer.Normalize(Content(message))}{End}";
            before.Append(said);
            all.Append(said);
            if (role == "user")
                asked.Add(TextKey.Of(before.ToString()));
        }

        return asked.Count > 0 ? new(asked, TextKey.Of(all.ToString())) : null;
    }

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
