using System.Text;

namespace SynthTrain.Models.Tests.Ollama;

/// <summary>Reads a Modelfile as ollama's <c>parser/parser.go</c> does: a value ends at the first whitespace behind which its quotes are closed.</summary>
internal static class OllamaRules
{
    public static List<(string Name, string Value)> Read(string text)
    {
        var commands = new List<(string, string)>();
        var at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var name = Word(text, ref at).ToUpperInvariant() is var word && word == "FROM" ? "model" : word.ToLowerInvariant();
            if (name == "parameter")
                name = Word(text, ref at);
            commands.Add((name, Value(text, ref at)));
        }

        return commands;
    }

    private static string Word(string text, ref int at)
    {
        var start = at;
        while (text[at] != ' ')
            at++;
        return text[start..at++];
    }

    private static string Value(string text, ref int at)
    {
        var value = new StringBuilder();
        for (; at < text.Length; at++)
        {
            if (text[at] is ' ' or '\n' or '\t' or '\r' && Unquote(value.ToString().Trim()) is { } done && text[at] is '\n' or '\r')
                return done;
            value.Append(text[at]);
        }

        return Unquote(value.ToString().Trim()) ?? throw new InvalidOperationException("unexpected end");
    }

    private static string? Unquote(string text)
    {
        if (text.StartsWith("\"\"\"", StringComparison.Ordinal))
            return text.Length >= 6 && text.EndsWith("\"\"\"", StringComparison.Ordinal) ? text[3..^3] : null;
        if (text.StartsWith('"'))
            return text.Length >= 2 && text.EndsWith('"') ? text[1..^1] : null;
        return text;
    }
}
