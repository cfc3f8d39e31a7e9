namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>The pattern of Llama 3, and of GPT-4 but for possessive quantifiers.</summary>
internal readonly struct Llama3Scanner : IScanner
{
    public const string Pattern = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    public static int Next(ReadOnlySpan<char> text, int at) => LlamaRule.Next(text, at, 3);
}
