using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>Every character of a kind, one match each.</summary>
internal sealed class CharacterMatcher(Func<int, bool> kind) : IMatcher
{
    public void Find(ReadOnlySpan<char> text, List<(int Start, int End)> matches, TextBudget budget)
    {
        for (int i = 0, width; i < text.Length; i += width)
        {
            if (kind(CodePoints.At(text, i, out width)))
                matches.Add((i, i + width));
        }
    }
}
