namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>What becomes of the delimiter; names as in <c>tokenizer.json</c>.</summary>
internal enum SplitBehavior
{
    Removed,
    Isolated,
    MergedWithPrevious,
    MergedWithNext,
    Contiguous,
}
