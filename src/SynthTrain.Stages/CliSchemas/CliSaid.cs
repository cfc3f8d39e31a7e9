using System.Text;
using System.Text.Json;

namespace SynthTrain.Stages.CliSchemas;

/// <summary>What a request and the turns before it say: its texts, and the values of earlier answers.</summary>
internal sealed class CliSaid
{
    private readonly List<string> _texts = [];
    private readonly HashSet<decimal> _numbers = [];

    /// <param name="input">The request.</param>
    /// <param name="context">Earlier turns; null when there are none.</param>
    public CliSaid(string input, JsonElement? context)
    {
        Take(input);
        if (context is not { ValueKind: JsonValueKind.Array } turns)
            return;
        foreach (var turn in turns.EnumerateArray().Where(turn => turn.ValueKind == JsonValueKind.Object))
        {
            if (turn.TryGetProperty("input", out var said) && said.ValueKind == JsonValueKind.String)
                Take(said.GetString()!);
            if (turn.TryGetProperty("output", out var output) && output.ValueKind == JsonValueKind.Object && output.TryGetProperty("args", out var args) && args.ValueKind == JsonValueKind.Object)
                TakeValues(args);
        }
    }

    /// <summary>Whether one of the texts holds a value as whole words; upper and lower case are equal, and so is any white space. The <c>s</c> of a possessive without an apostrophe may follow.</summary>
    public bool Holds(string value)
    {
        var plain = Plain(value);
        return _texts.Exists(text => HoldsWords(text, plain));
    }

    /// <summary>Whether one of the texts says a number, in digits or in a word.</summary>
    public bool Holds(long number) => _numbers.Contains(Math.Abs(number));

    private void TakeValues(JsonElement args)
    {
        foreach (var argument in args.EnumerateObject())
        {
            if (argument.Value.ValueKind == JsonValueKind.String)
                Take(argument.Value.GetString()!);
            else if (argument.Value.ValueKind == JsonValueKind.Number && argument.Value.TryGetDecimal(out var number))
                _numbers.Add(Math.Abs(number));
        }
    }

    private void Take(string text)
    {
        _texts.Add(Plain(text));
        _numbers.UnionWith(CliNumbers.In(text).Select(number => (decimal)number));
    }

    private static bool HoldsWords(string text, string value)
    {
        for (var at = text.IndexOf(value, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(value, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + value.Length;
            if ((at == 0 || !IsOneWord(text[at - 1], text[at])) && (IsEnd(text, end) || (text[end] is 's' or 'S' && IsEnd(text, end + 1))))
                return true;
        }

        return false;
    }

    private static bool IsEnd(string text, int at) => at == text.Length || !IsOneWord(text[at - 1], text[at]);

    // Letters without case belong to scripts that set no space between words, or hang small words on others.
    private static bool IsOneWord(char one, char other) => IsWord(one) && IsWord(other);

    private static bool IsWord(char letter) => char.IsLetterOrDigit(letter) && char.GetUnicodeCategory(letter) != System.Globalization.UnicodeCategory.OtherLetter;

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
