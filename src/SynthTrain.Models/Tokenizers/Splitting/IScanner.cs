namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>A published split pattern by hand: every character of the text is in one of its matches.</summary>
internal interface IScanner
{
    /// <summary>The end of the match that begins at an index.</summary>
    static abstract int Next(ReadOnlySpan<char> text, int at);
}
