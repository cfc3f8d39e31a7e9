using System.Text;
using System.Text.Json;

namespace SynthTrain.Training.BaseModels;

/// <summary>What answers that are JSON are made of between their values: pieces such as <c>{"command":"pr","subcommand":"list","args":{</c>, <c>"state":"</c> and <c>"},"flags":[]}</c>, which a vocabulary may hold whole.</summary>
/// <remarks>An answer is cut where an inner object opens, and before and after each text, number or other plain value that such an object holds: those are copied from questions. Everything else of it comes from a few patterns.</remarks>
internal static class AnswerPieces
{
    /// <summary>A piece of fewer answers is no pattern.</summary>
    private const int LeastAnswers = 10;

    /// <summary>The most frequent pieces, most frequent first, equally frequent ones in ordinal order.</summary>
    /// <param name="conversations">Lists of messages.</param>
    /// <param name="most">How many there may be.</param>
    public static IReadOnlyList<string> Of(IEnumerable<JsonElement> conversations, int most)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var answer in most == 0 ? [] : conversations.SelectMany(Answers))
        {
            foreach (var piece in Cut(Encoding.UTF8.GetBytes(answer)).Distinct(StringComparer.Ordinal))
                counts[piece] = counts.GetValueOrDefault(piece) + 1;
        }

        return [.. counts.Where(piece => piece.Value >= LeastAnswers).OrderByDescending(piece => piece.Value).ThenBy(piece => piece.Key, StringComparer.Ordinal).Take(most).Select(piece => piece.Key)];
    }

    private static IEnumerable<string> Answers(JsonElement messages) => messages.EnumerateArray()
        .Where(message => message.TryGetProperty("role", out var role) && role.ValueKind == JsonValueKind.String && role.GetString() == "assistant" && message.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String)
        .Select(message => message.GetProperty("content").GetString()!);

    private static List<string> Cut(byte[] answer)
    {
        var pieces = new List<string>();
        try
        {
            var reader = new Utf8JsonReader(answer);
            var (start, objects) = (0, new Stack<bool>());
            while (reader.Read())
            {
                var at = (int)reader.TokenStartIndex;
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        objects.Push(reader.TokenType == JsonTokenType.StartObject);
                        if (objects.Count > 1 && objects.Peek())
                            start = Add(pieces, answer, start, at + 1, at + 1);
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        objects.Pop();
                        break;
                    case JsonTokenType.String when objects.Count > 1 && objects.Peek():
                        start = Add(pieces, answer, start, at + 1, at + 1 + reader.ValueSpan.Length);
                        break;
                    case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null when objects.Count > 1 && objects.Peek():
                        start = Add(pieces, answer, start, at, at + reader.ValueSpan.Length);
                        break;
                }
            }

            Add(pieces, answer, start, answer.Length, answer.Length);
            return pieces.Count > 1 ? pieces : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>Ends a piece, and says where the next begins.</summary>
    private static int Add(List<string> pieces, byte[] answer, int start, int end, int next)
    {
        if (end - start > 1)
            pieces.Add(Encoding.UTF8.GetString(answer, start, end - start));
        return next;
    }
}
