namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>Published patterns that have a scanner by hand, by their exact text.</summary>
internal static class SplitPatterns
{
    /// <summary>The fastest matcher of a pattern.</summary>
    /// <exception cref="ModelException">The pattern has a part that is not known here.</exception>
    public static IMatcher Matcher(string pattern) => pattern switch
    {
        Gpt2Scanner.Pattern => new ScannerMatcher<Gpt2Scanner>(),
        Llama3Scanner.Pattern => new ScannerMatcher<Llama3Scanner>(),
        Qwen2Scanner.Pattern => new ScannerMatcher<Qwen2Scanner>(),
        TekkenScanner.Pattern => new ScannerMatcher<TekkenScanner>(),
        _ => new RegexMatcher(pattern),
    };
}
