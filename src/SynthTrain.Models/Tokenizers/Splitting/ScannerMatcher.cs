using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>A published pattern by hand.</summary>
internal sealed class ScannerMatcher<TScanner> : IMatcher
    where TScanner : struct, IScanner
{
    public void Find(ReadOnlySpan<char> text, List<(int Start, int End)> matches, TextBudget budget)
    {
        for (var at = 0; at < text.Length;)
        {
            var end = TScanner.Next(text, at);
            matches.Add((at, end));
            at = end;
        }
    }
}
