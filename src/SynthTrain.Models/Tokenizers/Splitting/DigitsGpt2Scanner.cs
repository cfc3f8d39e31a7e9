namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>SmolLM and StarCoder.</summary>
internal readonly struct DigitsGpt2Scanner : IScanner
{
    public static int Next(ReadOnlySpan<char> text, int at) => DigitsRule.Next(text, at, asRust: true);
}
