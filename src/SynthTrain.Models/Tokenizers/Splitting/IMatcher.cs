using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>Finds a delimiter's matches in a text.</summary>
internal interface IMatcher
{
    /// <summary>Adds the matches in order, none empty; what lies between is unmatched. The time of a slow search is taken from the budget.</summary>
    void Find(ReadOnlySpan<char> text, List<(int Start, int End)> matches, TextBudget budget);
}
