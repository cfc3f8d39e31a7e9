using System.Text;
using System.Text.Json;

namespace SynthTrain.Stages.CliSchemas;

/// <summary>What a request and the turns before it say: its texts, and the values of earlier answers.</summary>
internal sealed class CliSaid
{
    private readonly List<string> _texts = [];

    /// <param name="input">The request.</param>
    /// <param name="context">Earlier turns; null when there are none.</param>
    public CliSaid(string input, JsonElement? context)
    {
        _texts.Add(Plain(input));
        if (context is not { ValueKind: JsonValueKind.Array } turns)
            return;
        foreach (var turn in turns.EnumerateArray().Where(turn => turn.ValueKind == JsonValueKind.Object))
        {
            if (turn.TryGetProperty("input", out var said) && said.ValueKind == JsonValueKind.String)
                _texts.Add(Plain(said.GetString()!));
            if (turn.TryGetProperty("output", out var output) && output.ValueKind == JsonValueKind.Object && output.TryGetProperty("args", out var args) && args.ValueKind == JsonValueKind.Object)
                _texts.AddRange(args.EnumerateObject().Where(argument => argument.Value.ValueKind == JsonValueKind.String).Select(argument => Plain(argument.Value.GetString()!)));
        }
    }

    /// <summary>Whether one of the texts holds a value; upper and lower case are equal, and so is any white space.</summary>
    public bool Holds(string value)
    {
        var plain = Plain(value);
        return _texts.Exists(text => text.Contains(plain, StringComparison.OrdinalIgnoreCase));
    }

    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var letter in text.Trim())
        {
            if (!char.IsWhiteSpace(letter))
                plain.Append(letter);
            else if (plain[^1] != ' ')
                plain.Append(' ');
        }

        return plain.ToString();
    }
}
