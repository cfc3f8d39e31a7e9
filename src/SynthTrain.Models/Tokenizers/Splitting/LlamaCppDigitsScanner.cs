namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>SmolLM and StarCoder as llama.cpp splits them.</summary>
internal readonly struct LlamaCppDigitsScanner : IScanner
{
    public static int Next(ReadOnlySpan<char> text, int at) => DigitsRule.Next(text, at, asRust: false);
}
