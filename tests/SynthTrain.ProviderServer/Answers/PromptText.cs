using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SynthTrain.Loopback.Answers;

/// <summary>A prompt taken apart: the schemas that stand in it, and its other words.</summary>
internal sealed class PromptText
{
    private static readonly SearchValues<string> s_marks = SearchValues.Create(["\"$schema\"", "\"properties\"", "\"$ref\"", "\"anyOf\"", "\"oneOf\"", "\"enum\""], StringComparison.Ordinal);
    private readonly Lazy<string[]> _words;

    public PromptText(string text)
    {
        var rest = new StringBuilder(text.Length);
        var schemas = new List<string>();
        var at = 0;
        while (at < text.Length)
        {
            var open = text.IndexOf('{', at);
            if (open < 0 || text.AsSpan(open).IndexOfAny(s_marks) < 0)
                break;
            var length = ObjectLength(text, open);
            var isSchema = length > 0 && IsSchema(text.AsSpan(open, length));
            if (isSchema)
                schemas.Add(text.Substring(open, length));
            var end = length > 0 ? open + length : open + 1;
            rest.Append(text, at, (isSchema ? open : end) - at);
            at = end;
        }

        rest.Append(text, at, text.Length - at);
        Rest = rest.ToString();
        Schemas = schemas;
        _words = new Lazy<string[]>(() => Split(Rest));
    }

    /// <summary>The schemas, in order.</summary>
    public IReadOnlyList<string> Schemas { get; }

    /// <summary>The text without them.</summary>
    public string Rest { get; }

    /// <summary>Its words, each once.</summary>
    public IReadOnlyList<string> Words => _words.Value;

    /// <summary>The one value of several that the text gives to a property; null when it gives none, or several.</summary>
    public string? Given(string property, IReadOnlyList<string> values)
    {
        string? given = null;
        var name = Regex.Escape(property).Replace("_", "[_ ]", StringComparison.Ordinal);
        foreach (var value in values)
        {
            var pattern = $@"\b{name}\W{{1,6}}{Regex.Escape(value)}\b";
            if (!Regex.IsMatch(Rest, pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
                continue;
            if (given is not null)
                return null;
            given = value;
        }

        return given;
    }

    private static string[] Split(string text)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && char.IsAsciiLetter(text[i]))
            {
                start = start < 0 ? i : start;
                continue;
            }

            if (start >= 0 && i - start <= 14)
                words.Add(text[start..i].ToLowerInvariant());
            start = -1;
        }

        return words.Count > 0 ? [.. words] : ["answer"];
    }

    // Braces outside strings; a text that only looks like JSON ends nowhere and counts as text.
    private static int ObjectLength(string text, int open)
    {
        var (depth, quoted) = (0, false);
        for (var i = open; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when quoted:
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case '{' when !quoted:
                    depth++;
                    break;
                case '}' when !quoted && --depth == 0:
                    return i - open + 1;
            }
        }

        return 0;
    }

    private static bool IsSchema(ReadOnlySpan<char> json)
    {
        if (json.IndexOfAny(s_marks) < 0)
            return false;
        try
        {
            var root = JsonElement.Parse(json);
            return root.TryGetProperty("$schema", out _) || root.TryGetProperty("properties", out _) || root.TryGetProperty("$ref", out _)
                || root.TryGetProperty("anyOf", out _) || root.TryGetProperty("oneOf", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
