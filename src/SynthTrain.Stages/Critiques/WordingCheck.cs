using System.Globalization;
using System.Text.Json;

namespace SynthTrain.Stages.Critiques;

/// <summary>Checks summary and wording, and looks for entries that say the same.</summary>
internal static class WordingCheck
{
    /// <summary>Entries whose words overlap by this share (Jaccard) say the same.</summary>
    private const double SameShare = 0.8;

    // Names of things, not words to the reader.
    private static readonly HashSet<string> s_names = new(["id", "about", "yes", "no", "start", "certainty", "payload_type"], StringComparer.Ordinal);

    /// <summary>Adds what is wrong.</summary>
    public static void Run(JsonElement answer, IReadOnlyList<AnswerEntry> entries, List<CritiqueIssue> issues)
    {
        if (answer.TryGetProperty("summary", out var summary) && summary.ValueKind == JsonValueKind.String && Wording.Words(summary.GetString()!) < Wording.SummaryWords)
            issues.Add(new CritiqueIssue(IssueKinds.ShortSummary, "/summary", $"The summary has fewer than {Wording.SummaryWords} words; answer the question in two or three sentences."));
        Texts(answer, "", issues);
        Duplicates(entries, issues);
    }

    /// <summary>Whether two texts say the same.</summary>
    public static bool Same(string one, string other)
    {
        var (a, b) = (Wording.WordSet(one), Wording.WordSet(other));
        if (a.Count == 0 || b.Count == 0)
            return false;
        var shared = a.Count(b.Contains);
        return shared >= SameShare * (a.Count + b.Count - shared);
    }

    private static void Texts(JsonElement value, string pointer, List<CritiqueIssue> issues)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject().Where(property => !s_names.Contains(property.Name)))
                    Texts(property.Value, $"{pointer}/{property.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}", issues);
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var element in value.EnumerateArray())
                    Texts(element, string.Create(CultureInfo.InvariantCulture, $"{pointer}/{index++}"), issues);
                break;
            case JsonValueKind.String:
                Text(value.GetString()!, pointer, issues);
                break;
        }
    }

    private static void Text(string text, string pointer, List<CritiqueIssue> issues)
    {
        if (Wording.Claim(text) is { } claim)
            issues.Add(new CritiqueIssue(IssueKinds.AbsoluteClaim, pointer, $"'{claim}' promises what nobody can know; say how likely it is instead."));
        if (Wording.IsPlaceholder(text))
            issues.Add(new CritiqueIssue(IssueKinds.Placeholder, pointer, "The text was meant to be replaced; write what it stands for."));
    }

    private static void Duplicates(IReadOnlyList<AnswerEntry> entries, List<CritiqueIssue> issues)
    {
        for (var later = 1; later < entries.Count; later++)
        {
            if (entries[later].Id.Length > 0 && entries.Take(later).Any(earlier => earlier.Id == entries[later].Id))
                issues.Add(new CritiqueIssue(IssueKinds.Inconsistent, entries[later].Pointer + "/id", $"Two entries have the id '{entries[later].Id}'."));
            var same = entries.Take(later).FirstOrDefault(earlier => List(earlier) == List(entries[later]) && Same(earlier.Text, entries[later].Text));
            if (same is not null)
                issues.Add(new CritiqueIssue(IssueKinds.DuplicateItem, entries[later].Pointer, $"The entry says the same as '{same.Id}' at {same.Pointer}; leave one out."));
        }
    }

    // Questions repeat the words of their outcomes; only entries of one kind are compared. Stops of different days are one kind.
    private static string List(AnswerEntry entry)
    {
        var list = entry.Pointer[..entry.Pointer.LastIndexOf('/')];
        return list[(list.LastIndexOf('/') + 1)..];
    }
}
