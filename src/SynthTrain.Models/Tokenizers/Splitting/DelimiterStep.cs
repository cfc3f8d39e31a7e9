using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>Splits by a delimiter, which is kept, dropped or joined with a neighbour.</summary>
/// <remarks>Rules of <see href="https://github.com/huggingface/tokenizers/blob/main/tokenizers/src/tokenizer/normalizer.rs"/> (<c>split</c>).</remarks>
internal sealed class DelimiterStep(IMatcher matcher, SplitBehavior behavior, bool invert) : ISplitStep
{
    /// <summary>Whether every match is a part of its own and nothing else is done.</summary>
    public bool KeepsMatches => (behavior, invert) is (SplitBehavior.Isolated, _) or (SplitBehavior.Removed, true);

    public IMatcher Matcher => matcher;

    /// <summary>Whether it puts every digit into a part of its own.</summary>
    public bool IsDigits { get; init; }

    public void Split(AlignedText piece, List<AlignedText> parts)
    {
        foreach (var (start, end) in Parts(piece.Text, piece.Budget))
            parts.Add(piece.Slice(start, end));
    }

    private List<(int Start, int End)> Parts(ReadOnlySpan<char> text, TextBudget budget)
    {
        var pieces = Pieces(text, budget);
        var result = new List<(int Start, int End)>(pieces.Count);
        if (behavior == SplitBehavior.MergedWithNext)
            pieces.Reverse();
        var last = false;
        foreach (var (start, end, isMatch) in pieces)
        {
            var joins = behavior switch
            {
                SplitBehavior.Contiguous => isMatch == last,
                SplitBehavior.MergedWithPrevious or SplitBehavior.MergedWithNext => isMatch && !last,
                _ => false,
            };
            last = isMatch;
            if (behavior == SplitBehavior.Removed && isMatch)
                continue;
            if (joins && result.Count > 0)
                result[^1] = (Math.Min(result[^1].Start, start), Math.Max(result[^1].End, end));
            else
                result.Add((start, end));
        }

        if (behavior == SplitBehavior.MergedWithNext)
            result.Reverse();
        return result;
    }

    private List<(int Start, int End, bool IsMatch)> Pieces(ReadOnlySpan<char> text, TextBudget budget)
    {
        var matches = new List<(int Start, int End)>();
        matcher.Find(text, matches, budget);
        var pieces = new List<(int, int, bool)>((matches.Count * 2) + 1);
        var last = 0;
        foreach (var (start, end) in matches)
        {
            if (start > last)
                pieces.Add((last, start, invert));
            pieces.Add((start, end, !invert));
            last = end;
        }

        if (last < text.Length)
            pieces.Add((last, text.Length, invert));
        return pieces;
    }
}
