namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>The pattern of Mistral's Tekken.</summary>
internal readonly struct TekkenScanner : IScanner
{
    public const string Pattern = @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    public static int Next(ReadOnlySpan<char> text, int at) => TekkenRule<UnicodeCase>.Next(text, at);
}
