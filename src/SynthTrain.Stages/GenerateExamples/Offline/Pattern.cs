using System.Text;
using SynthTrain.Core.Hashing;

namespace SynthTrain.Stages.GenerateExamples.Offline;

/// <summary>Says one of the texts that a pattern of the lexicon stands for: <c>(a|b)</c> is one of both, <c>[a]</c> may be left out, <c>{name}</c> is looked up.</summary>
/// <remarks>Brackets without a partner are plain text, so that no pattern is wrong.</remarks>
internal static class Pattern
{
    private const string Openings = "([{";
    private const string Closings = ")]}";

    public static string Expand(string pattern, SeededRandom random, Func<string, string> look)
    {
        var built = new StringBuilder();
        for (var at = 0; at < pattern.Length; at++)
        {
            var end = Openings.Contains(pattern[at], StringComparison.Ordinal) ? End(pattern, at) : -1;
            if (end < 0)
            {
                built.Append(pattern[at]);
                continue;
            }

            var inner = pattern[(at + 1)..end];
            if (pattern[at] == '{')
                built.Append(look(inner));
            else if (pattern[at] == '(' || random.Below(2) == 0)
                built.Append(Expand(random.Pick(Choices(inner)), random, look));
            at = end;
        }

        return built.ToString();
    }

    /// <summary>One of the lines; those further up are said more often.</summary>
    public static string Pick(IReadOnlyList<string> lines, SeededRandom random)
    {
        if (lines.Count == 0)
            return "";
        var at = random.Below(lines.Count);
        return lines[random.Below(2) == 0 ? at : Math.Min(at, random.Below(lines.Count))];
    }

    private static int End(string pattern, int start)
    {
        var depth = 0;
        for (var at = start; at < pattern.Length; at++)
        {
            if (Openings.Contains(pattern[at], StringComparison.Ordinal))
                depth++;
            else if (Closings.Contains(pattern[at], StringComparison.Ordinal) && --depth == 0)
                return at;
        }

        return -1;
    }

    private static List<string> Choices(string inner)
    {
        var choices = new List<string>();
        var (depth, start) = (0, 0);
        for (var at = 0; at < inner.Length; at++)
        {
            if (Openings.Contains(inner[at], StringComparison.Ordinal))
                depth++;
            else if (Closings.Contains(inner[at], StringComparison.Ordinal))
                depth--;
            else if (inner[at] == '|' && depth == 0)
            {
                choices.Add(inner[start..at]);
                start = at + 1;
            }
        }

        choices.Add(inner[start..]);
        return choices;
    }
}
