using System.Text;
using System.Text.Json;

namespace SynthTrain.Training.Evaluation.Endpoints;

/// <summary>What a server said, fit for a message: one short line without the key, which a server may repeat.</summary>
/// <param name="key">The key that it was sent.</param>
internal sealed class ServerWords(string? key)
{
    private const int Longest = 300;

    /// <summary>The words of an error: <c>{"error":{"message":…}}</c> (OpenAI, llama-server), <c>{"error":"…"}</c> (Ollama), <c>{"detail":…}</c>, <c>{"message":…}</c> (vLLM), or any other body.</summary>
    public string OfError(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var root = JsonElement.Parse(utf8);
            if (root.ValueKind == JsonValueKind.Object)
            {
                var inner = root.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object ? error : root;
                foreach (var name in new[] { "message", "error", "detail" })
                {
                    if (inner.TryGetProperty(name, out var words) && words.ValueKind == JsonValueKind.String)
                        return Shorten(words.GetString()!);
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Shorten(utf8);
        }

        return Shorten(utf8);
    }

    /// <summary>The beginning of a body.</summary>
    public string Shorten(ReadOnlySpan<byte> utf8) => Shorten(Encoding.UTF8.GetString(utf8));

    /// <summary>The beginning of a text.</summary>
    public string Shorten(string text)
    {
        // A key that is cut in two would no longer be found.
        var line = string.Join(' ', WithoutKey(text).Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        var clean = WithoutKey(string.Concat(line.Where(letter => !char.IsControl(letter))));
        return clean.Length <= Longest ? clean : clean[..Longest] + "…";
    }

    private string WithoutKey(string text) => string.IsNullOrEmpty(key) ? text : text.Replace(key, "***", StringComparison.Ordinal);
}
