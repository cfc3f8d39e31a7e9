using System.Diagnostics;
using System.Text.RegularExpressions;
using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>Any other pattern, by .NET's own regular expressions.</summary>
internal sealed class RegexMatcher : IMatcher
{
    private readonly Regex _regex;
    private readonly string _pattern;

    /// <summary>Takes a pattern of Oniguruma.</summary>
    /// <exception cref="ModelException">It has a part that is not known here.</exception>
    public RegexMatcher(string pattern)
    {
        _pattern = pattern;
        try
        {
            _regex = new(new RegexTranslator(pattern).Translate(), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException)
        {
            throw new ModelException(ModelFault.UnsupportedTokenizer, $"the split pattern '{pattern}' is not a regular expression that is known here: {fault.Message}", inner: fault);
        }
    }

    public void Find(ReadOnlySpan<char> text, List<(int Start, int End)> matches, TextBudget budget)
    {
        try
        {
            var since = Stopwatch.GetTimestamp();
            foreach (var match in _regex.EnumerateMatches(text))
            {
                budget.Search(_pattern, ref since);
                if (match.Length > 0)
                    matches.Add((match.Index, match.Index + match.Length));
            }

            budget.Search(_pattern, ref since);
        }
        catch (RegexMatchTimeoutException fault)
        {
            throw TextBudget.TooLong(_pattern, fault);
        }
    }
}
