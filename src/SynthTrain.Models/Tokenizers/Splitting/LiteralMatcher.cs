using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>A text as it stands.</summary>
internal sealed class LiteralMatcher(string literal) : IMatcher
{
    public void Find(ReadOnlySpan<char> text, List<(int Start, int End)> matches, TextBudget budget)
    {
        if (literal.Length == 0)
            return;
        for (int at = 0, next; (next = text[at..].IndexOf(literal, StringComparison.Ordinal)) >= 0; at += next + literal.Length)
            matches.Add((at + next, at + next + literal.Length));
    }
}
