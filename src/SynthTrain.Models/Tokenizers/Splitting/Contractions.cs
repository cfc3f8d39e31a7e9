using System.Runtime.CompilerServices;

namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary><c>'s 't 're 've 'm 'll 'd</c>, and the ends of runs of white space, which all published patterns share.</summary>
internal static class Contractions
{
    /// <summary>The length of a contraction in small letters at an apostrophe, or 0.</summary>
    public static int Exact(ReadOnlySpan<char> text, int at)
    {
        if (at + 1 >= text.Length)
            return 0;
        var (a, b) = (text[at + 1], at + 2 < text.Length ? text[at + 2] : '\0');
        return Length(a, b);
    }

    /// <summary>The same in any case; the long s is an s to a regular expression that ignores case, but not to llama.cpp.</summary>
    public static int AnyCase(ReadOnlySpan<char> text, int at, bool foldsLongS)
    {
        if (at + 1 >= text.Length)
            return 0;
        var (a, b) = (Fold(text[at + 1], foldsLongS), at + 2 < text.Length ? Fold(text[at + 2], foldsLongS) : '\0');
        return Length(a, b);
    }

    /// <summary><c>\s+(?!\S)|\s+</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Spaces(ReadOnlySpan<char> text, int at, int end) => end < text.Length && end - at > 1 ? end - 1 : end;

    private static int Length(char a, char b) => (a, b) switch
    {
        ('s' or 't' or 'm' or 'd', _) => 2,
        ('r' or 'v', 'e') or ('l', 'l') => 3,
        _ => 0,
    };

    private static char Fold(char c, bool foldsLongS) => c is >= 'A' and <= 'Z' ? (char)(c | 32) : foldsLongS && c == '\u017F' ? 's' : c;
}
