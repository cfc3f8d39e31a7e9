using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>SentencePiece's habit in <c>tokenizer.json</c>: spaces become a mark, and one is put before the text.</summary>
/// <param name="mark">The mark.</param>
/// <param name="scheme"><c>always</c>, <c>first</c> or <c>never</c>.</param>
/// <param name="splits">Whether words end before a mark.</param>
internal sealed class MetaspaceStep(string mark, string scheme, bool splits) : ISplitStep
{
    private static readonly LiteralMatcher s_space = new(" ");
    private readonly DelimiterStep _words = new(new LiteralMatcher(mark), SplitBehavior.MergedWithNext, invert: false);

    public void Split(AlignedText piece, List<AlignedText> parts)
    {
        var spaces = new List<(int Start, int End)>();
        s_space.Find(piece.Text, spaces, piece.Budget);
        var origin = piece.Original(0, piece.Length).Start;
        piece.Replace(spaces, mark);
        if (!piece.Text.StartsWith(mark) && (scheme == "always" || (scheme == "first" && origin == 0)))
            piece.Prepend(mark);
        if (splits)
            _words.Split(piece, parts);
        else
            parts.Add(piece);
    }
}
