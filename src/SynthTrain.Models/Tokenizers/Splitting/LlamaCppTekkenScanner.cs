namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>Tekken as llama.cpp splits it: <see href="https://github.com/ggml-org/llama.cpp/blob/master/src/llama-vocab.cpp"/>.</summary>
internal readonly struct LlamaCppTekkenScanner : IScanner
{
    public static int Next(ReadOnlySpan<char> text, int at) => TekkenRule<AsciiCase>.Next(text, at);
}
