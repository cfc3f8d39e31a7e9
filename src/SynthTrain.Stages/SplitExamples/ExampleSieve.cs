using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Stages.SplitExamples;

/// <summary>Takes out what no set may hold. What stays depends on the rows and their ids, and not on their order.</summary>
internal static class ExampleSieve
{
    /// <summary>Takes out prompts of other sets, contradictions and repetitions, in this order. Preference prompts decide nothing about examples: another number of them moves no row of a split.</summary>
    /// <param name="entries">All rows.</param>
    /// <param name="heldOut">Inputs that no row may repeat, with where they stand.</param>
    public static void Sift(IReadOnlyList<ExampleEntry> entries, IReadOnlyDictionary<UInt128, string> heldOut)
    {
        foreach (var entry in entries.Where(entry => entry.IsIn))
        {
            if (heldOut.TryGetValue(entry.Input, out var place))
                entry.Reject(SplitReasons.HeldoutPrompt, $"{place} asks the same.");
        }

        foreach (var same in entries.Where(entry => entry.IsIn).GroupBy(entry => entry.Input).Select(group => group.ToLookup(entry => entry.IsPreference)))
        {
            Same([.. same[false]]);
            if (same[false].MinBy(entry => entry.Id, StringComparer.Ordinal) is not { } example)
                Same([.. same[true]]);
            else
                RejectAll(same[true], SplitReasons.SeenPhrasing, $"Row '{example.Id}' asks the same.");
        }
    }

    /// <summary>Takes out preference prompts that are said as a row of a split is said.</summary>
    public static void SiftPrompts(IReadOnlyList<ExampleEntry> entries)
    {
        var seen = new Dictionary<UInt128, string>();
        foreach (var entry in entries.Where(entry => entry.IsIn && !entry.IsPreference))
        {
            Note(entry.Phrasing.Pattern, entry.Id);
            Note(entry.Phrasing.Phrasing, entry.Id);
        }

        foreach (var entry in entries.Where(entry => entry.IsIn && entry.IsPreference))
        {
            if (seen.TryGetValue(entry.Phrasing.Pattern, out var id) || seen.TryGetValue(entry.Phrasing.Phrasing, out id))
                entry.Reject(SplitReasons.SeenPhrasing, $"Row '{id}' of a split is said the same way.");
        }

        void Note(UInt128 key, string id)
        {
            if (!seen.TryGetValue(key, out var first) || string.CompareOrdinal(id, first) < 0)
                seen[key] = id;
        }
    }

    private static void Same(List<ExampleEntry> same)
    {
        if (same.Count < 2)
            return;
        Contradictions(same);
        Repetitions(same.FindAll(entry => entry.IsIn));
    }

    // Outputs that differ as the inputs do, in case or punctuation alone, contradict each other only where the inputs are equal.
    private static void Contradictions(List<ExampleEntry> same)
    {
        var differ = same.DistinctBy(entry => entry.OutputNormalised).Skip(1).Any();
        foreach (var group in differ ? [same] : same.GroupBy(entry => entry.Exact).Select(group => group.ToList()).Where(Differ))
        {
            var one = group.MinBy(it => it.Id, StringComparer.Ordinal)!;
            var other = group.Where(it => it.Output != one.Output).MinBy(it => it.Id, StringComparer.Ordinal)
                ?? throw new SynthException(Codes.Internal, $"Row '{one.Id}' contradicts no other row.");
            foreach (var entry in group)
                entry.Reject(SplitReasons.Conflict, $"Row '{(entry.Output == one.Output ? other : one).Id}' has the same input and another output.");
        }
    }

    private static bool Differ(List<ExampleEntry> group) => group.DistinctBy(entry => entry.Output).Skip(1).Any();

    private static void Repetitions(List<ExampleEntry> same)
    {
        var kept = same.MinBy(entry => entry.Id, StringComparer.Ordinal);
        RejectAll(same.Where(entry => entry != kept), SplitReasons.Duplicate, $"Row '{kept?.Id}' says the same.");
    }

    private static void RejectAll(IEnumerable<ExampleEntry> entries, string reason, string detail)
    {
        foreach (var entry in entries)
            entry.Reject(reason, detail);
    }
}
