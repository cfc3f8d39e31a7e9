using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>Runs of characters of one class: <c>\w+|[^\w\s]+</c>.</summary>
internal sealed class RunMatcher : IMatcher
{
    public void Find(ReadOnlySpan<char> text, List<(int Start, int End)> matches, TextBudget budget)
    {
        for (int i = 0; i < text.Length;)
        {
            var (start, kind) = (i, Kind(CodePoints.At(text, i, out var width)));
            for (i += width; i < text.Length && Kind(CodePoints.At(text, i, out width)) == kind; i += width)
            {
            }

            if (kind != 0)
                matches.Add((start, i));
        }
    }

    private static int Kind(int codePoint) => UnicodeTable.IsRustWord(codePoint) ? 1 : UnicodeTable.IsSpace(codePoint) ? 0 : 2;
}
