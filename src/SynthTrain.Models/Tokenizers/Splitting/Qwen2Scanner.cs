namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>The pattern of Qwen 2, 2.5 and 3.</summary>
internal readonly struct Qwen2Scanner : IScanner
{
    public const string Pattern = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    public static int Next(ReadOnlySpan<char> text, int at) => LlamaRule.Next(text, at, 1);
}
