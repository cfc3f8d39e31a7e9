using System.Text.RegularExpressions;

namespace SynthTrain.Stages.GenerateExamples;

/// <summary>Takes a list of objects apart without reading what is in them, so that one element which is no JSON costs itself alone.</summary>
internal static partial class BrokenArray
{
    private const string ThoughtsEnd = "</think>";

    /// <summary>The texts of the longest list's elements; null when there is no list, or one without an end: what is left of that is no whole answer.</summary>
    public static IReadOnlyList<string>? Elements(string reply)
    {
        var thoughts = reply.LastIndexOf(ThoughtsEnd, StringComparison.Ordinal);
        var text = thoughts < 0 ? reply : reply[(thoughts + ThoughtsEnd.Length)..];
        // Thoughts without an end hold drafts.
        if (text.Contains("<think>", StringComparison.Ordinal))
            return null;
        var lists = new List<IReadOnlyList<string>>();
        for (var start = Start().Match(text); start.Success; start = Start().Match(text))
        {
            // A bare object before it: the list is a part of one, such as its earlier turns.
            if (text.IndexOf('{', StringComparison.Ordinal) is var brace && brace < start.Index && !Wrapper().IsMatch(text[brace..start.Index]))
                return null;
            if (Split(text, start.Index + 1) is not (var elements, var end))
                return null;
            lists.Add(elements);
            text = text[end..];
        }

        return lists.MaxBy(list => list.Count);
    }

    // Brackets and commas within strings are text. Null when the list has no end.
    private static (List<string> Elements, int End)? Split(string text, int start)
    {
        var (elements, depth, inString, from) = (new List<string>(), 0, false, start);
        for (var at = start; at < text.Length; at++)
        {
            var sign = text[at];
            if (sign == '\\' && inString)
                at++;
            else if (sign == '"')
                inString = !inString;
            else if (!inString && sign is '{' or '[')
                depth++;
            else if (!inString && (sign is '}' or ']' || (sign == ',' && depth == 0)))
            {
                if (sign != ',' && --depth >= 0)
                    continue;
                // A comma behind the last one is no element.
                if (sign == ',' || !string.IsNullOrWhiteSpace(text[from..at]))
                    elements.Add(text[from..at].Trim());
                from = at + 1;
                if (sign == ']')
                    return (elements, from);
                if (sign == '}')
                    return null;
            }
        }

        return null;
    }

    [GeneratedRegex(@"\[\s*\{", RegexOptions.NonBacktracking)]
    private static partial Regex Start();

    [GeneratedRegex("^\\{\\s*\"(examples|data|results|items|output)\"\\s*:\\s*$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Wrapper();
}
