namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>The pattern of Llama 3 as llama.cpp reads it: contractions in ASCII letters only.</summary>
internal readonly struct LlamaCppLlama3Scanner : IScanner
{
    public static int Next(ReadOnlySpan<char> text, int at) => LlamaRule.Next(text, at, 3, foldsLongS: false);
}
