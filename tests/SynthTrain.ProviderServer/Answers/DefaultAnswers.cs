using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Hashing;
using SynthTrain.Core.Jsonl;
using SynthTrain.Loopback.Requests;

namespace SynthTrain.Loopback.Answers;

/// <summary>Answers made of the prompt's words: the same prompt, the same answer; another prompt, another answer.</summary>
public static class DefaultAnswers
{
    private const int Tries = 5;

    /// <summary>A valid instance of the request's schema (its own, the last one in its system prompt, or the last one in its messages), else a sentence.</summary>
    public static string Answer(ServerRequest request)
    {
        var prompt = new PromptText(request.Prompt);
        var orders = string.Join('\n', request.Messages.Where(message => message.Role == "system").Select(message => message.Content));
        var schema = request.Schema ?? Last(new PromptText(orders)) ?? Last(prompt);
        return schema is null ? Sentence(request.Prompt, prompt) : Instance(AnswerSchema.Of(schema), request.Prompt, prompt);
    }

    private static string? Last(PromptText text) => text.Schemas.Count > 0 ? text.Schemas[^1] : null;

    private static string Sentence(string text, PromptText prompt)
    {
        var words = new WordSource(prompt.Words, new SeededRandom("sentence", text));
        return words.Sentence(12, 24);
    }

    private static string Instance(AnswerSchema schema, string text, PromptText prompt)
    {
        JsonNode? last = null;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var random = new SeededRandom("instance", text, attempt.ToString(System.Globalization.CultureInfo.InvariantCulture));
            last = new InstanceMaker(schema.Root, prompt, random).Make();
            if (schema.IsValid(last))
                break;
        }

        return last is null ? "null" : Encoding.UTF8.GetString(JsonText.ToUtf8(last).Span);
    }
}
