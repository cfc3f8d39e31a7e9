using System.Runtime.CompilerServices;

namespace SynthTrain.Models.Tokenizers.Text;

/// <summary>Walking UTF-16 by code points.</summary>
internal static class CodePoints
{
    /// <summary>The code point at an index of valid UTF-16, and its width in units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int At(ReadOnlySpan<char> text, int index, out int width)
    {
        var c = text[index];
        if (!char.IsHighSurrogate(c) || index + 1 >= text.Length)
        {
            width = 1;
            return c;
        }

        width = 2;
        return char.ConvertToUtf32(c, text[index + 1]);
    }

    /// <summary>The code point that ends before an index.</summary>
    public static int Before(ReadOnlySpan<char> text, int index)
        => index >= 2 && char.IsLowSurrogate(text[index - 1]) ? char.ConvertToUtf32(text[index - 2], text[index - 1]) : text[index - 1];

    public static int Utf8Length(int codePoint) => codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;

    public static int Width(int codePoint) => codePoint < 0x10000 ? 1 : 2;

    /// <summary>The index of the first lone surrogate, or −1.</summary>
    public static int LoneSurrogate(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var next = text[i..].IndexOfAnyInRange('\uD800', '\uDFFF');
            if (next < 0)
                return -1;
            i += next;
            if (!char.IsHighSurrogate(text[i]) || i + 1 >= text.Length || !char.IsLowSurrogate(text[i + 1]))
                return i;
            i++;
        }

        return -1;
    }

    /// <summary>Refuses a text that has no tokens.</summary>
    public static void Require(ReadOnlySpan<char> text)
    {
        var at = LoneSurrogate(text);
        if (at < 0)
            return;
        var line = text[..at].Count('\n') + 1;
        var column = at - text[..at].LastIndexOf('\n');
        throw new ModelException(
            ModelFault.BadText,
            $"the text has the lone surrogate 'U+{(int)text[at]:X4}' at index {at} (line {line}, column {column}); only whole characters have tokens: read the text with the encoding it was written in, or replace the half character by U+FFFD",
            line: line,
            column: column);
    }
}
