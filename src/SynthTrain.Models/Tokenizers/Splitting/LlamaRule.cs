using System.Runtime.CompilerServices;

namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>What the patterns of Llama 3 and Qwen 2 share; they differ in how many digits stay together.</summary>
internal static class LlamaRule
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Next(ReadOnlySpan<char> text, int at, int digits, bool foldsLongS = true)
    {
        var c = text[at];
        if (c == '\'' && Contractions.AnyCase(text, at, foldsLongS) is > 0 and var length)
            return at + length;
        var bits = CharClass.At(text, at, out var width);
        if ((bits & CharClass.Letter) != 0)
            return CharClass.Run(text, at + width, CharClass.Letter);
        if ((bits & CharClass.Number) != 0)
            return Digits(text, at + width, digits - 1);
        var next = at + width;
        if ((bits & CharClass.Break) == 0 && next < text.Length && (CharClass.At(text, next, out var second) & CharClass.Letter) != 0)
            return CharClass.Run(text, next + second, CharClass.Letter);
        return Rest(text, at, bits);
    }

    /// <summary><c> ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+</c>.</summary>
    private static int Rest(ReadOnlySpan<char> text, int at, byte bits)
    {
        var from = text[at] == ' ' ? at + 1 : at;
        if (from == at ? (bits & CharClass.Space) == 0 : from < text.Length && (CharClass.At(text, from, out _) & (CharClass.Letter | CharClass.Number | CharClass.Space)) == 0)
            return CharClass.Run(text, CharClass.RunOfOthers(text, from), CharClass.Break);
        var end = CharClass.Run(text, at, CharClass.Space);
        var last = text[at..end].LastIndexOfAny('\r', '\n');
        return last >= 0 ? at + last + 1 : Contractions.Spaces(text, at, end);
    }

    private static int Digits(ReadOnlySpan<char> text, int at, int more)
    {
        for (int width; more > 0 && at < text.Length && (CharClass.At(text, at, out width) & CharClass.Number) != 0; more--)
            at += width;
        return at;
    }
}
