using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary><c>contains</c>, <c>minContains</c> (1 unless given) and <c>maxContains</c>; the matching items count as evaluated.</summary>
internal sealed class ContainsRule(SchemaNode wanted, int min, int? max) : SchemaRule
{
    public static ContainsRule? From(SchemaReader reader)
    {
        int? min = reader.Count("minContains"); // read first: a bad value is a fault even without contains
        int? max = reader.Count("maxContains");
        return reader.Schema("contains") is { } wanted ? new(wanted, min ?? 1, max) : null;
    }

    public override bool Apply(EvaluationRun run, JsonElement instance, EvaluatedSet? seen)
    {
        if (instance.ValueKind != JsonValueKind.Array)
            return true;
        int count = CountMatches(run, instance, seen);
        if (count < min)
        {
            if (run.Collecting)
                run.Report(min == 1 ? "contains" : "minContains", $"has {count} items that match contains, {min} or more are needed; add {min - count}");
            return false;
        }

        if (!(count > max))
            return true;
        if (run.Collecting)
            run.Report("maxContains", $"has {count} items that match contains, more than maxContains {max}; remove {count - max}");
        return false;
    }

    private int CountMatches(EvaluationRun run, JsonElement instance, EvaluatedSet? seen)
    {
        int count = 0;
        int index = 0;
        foreach (JsonElement item in instance.EnumerateArray())
        {
            if (run.Matches(wanted, item, seen: null))
            {
                count++;
                seen?.Mark(index);
                if (seen is null && max is null && count >= min)
                    break; // enough
            }

            index++;
        }

        return count;
    }
}
