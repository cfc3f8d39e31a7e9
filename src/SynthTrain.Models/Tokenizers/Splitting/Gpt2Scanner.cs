namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>The pattern of GPT-2: <see href="https://github.com/openai/gpt-2/blob/master/src/encoder.py"/>.</summary>
internal readonly struct Gpt2Scanner : IScanner
{
    public const string Pattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    public static int Next(ReadOnlySpan<char> text, int at)
    {
        var c = text[at];
        if (c == '\'' && Contractions.Exact(text, at) is > 0 and var length)
            return at + length;
        var from = c == ' ' && at + 1 < text.Length ? at + 1 : at;
        var bits = CharClass.At(text, from, out var width);
        if ((bits & CharClass.Letter) != 0)
            return CharClass.Run(text, from + width, CharClass.Letter);
        if ((bits & CharClass.Number) != 0)
            return CharClass.Run(text, from + width, CharClass.Number);
        return (bits & CharClass.Space) == 0
            ? CharClass.RunOfOthers(text, from + width)
            : Contractions.Spaces(text, at, CharClass.Run(text, from + 1, CharClass.Space));
    }
}
