namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>The pattern of Qwen 2 as llama.cpp reads it: contractions in ASCII letters only.</summary>
internal readonly struct LlamaCppQwen2Scanner : IScanner
{
    public static int Next(ReadOnlySpan<char> text, int at) => LlamaRule.Next(text, at, 1, foldsLongS: false);
}
