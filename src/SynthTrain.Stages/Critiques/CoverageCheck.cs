using System.Text.Json;
using SynthTrain.Stages.Answers;

namespace SynthTrain.Stages.Critiques;

/// <summary>Checks that what may change is noted and can be verified.</summary>
internal static class CoverageCheck
{
    /// <summary>Adds what is missing, and notes about entries that do not exist.</summary>
    public static void Run(JsonElement answer, IReadOnlyList<AnswerEntry> entries, List<CritiqueIssue> issues)
    {
        var noted = About(answer, "uncertainty_notes");
        var checkedIds = About(answer, "verification_steps");
        if (answer.TryGetProperty("verification_steps", out var steps) && steps.ValueKind == JsonValueKind.Array && steps.GetArrayLength() == 0)
            issues.Add(new CritiqueIssue(IssueKinds.MissingVerification, "/verification_steps", "There is no verification step; say how the reader can check."));
        foreach (var entry in entries.Where(entry => entry.MayChange && entry.Id.Length > 0))
        {
            if (!noted.Contains(entry.Id))
                issues.Add(new CritiqueIssue(IssueKinds.MissingUncertainty, "/uncertainty_notes", $"Entry '{entry.Id}' may change, but no note is about it; add one that says what is uncertain."));
            if (!checkedIds.Contains(entry.Id))
                issues.Add(new CritiqueIssue(IssueKinds.MissingVerification, "/verification_steps", $"Entry '{entry.Id}' may change, but no step verifies it; add one that says where to check."));
        }

        var ids = entries.Select(entry => entry.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var list in new[] { "uncertainty_notes", "verification_steps" })
        {
            foreach (var (pointer, element) in AnswerEntries.Elements(answer, list, ""))
            {
                if (RowText.Get(element, "about") is { Length: > 0 } about && !ids.Contains(about))
                    issues.Add(new CritiqueIssue(IssueKinds.Inconsistent, pointer + "/about", $"There is no entry '{about}'; name one of the payload's ids."));
            }
        }
    }

    private static HashSet<string> About(JsonElement answer, string list) =>
        AnswerEntries.Elements(answer, list, "").Select(element => RowText.Get(element.Value, "about")).ToHashSet(StringComparer.Ordinal);
}
