using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary><c>minItems</c> and <c>maxItems</c>.</summary>
internal sealed class ArraySizeRule(int? min, int? max) : SchemaRule
{
    public static ArraySizeRule? From(SchemaReader reader)
    {
        int? min = reader.Count("minItems");
        int? max = reader.Count("maxItems");
        return min is null && max is null ? null : new(min, max);
    }

    public override bool Apply(EvaluationRun run, JsonElement instance, EvaluatedSet? seen)
    {
        if (instance.ValueKind != JsonValueKind.Array)
            return true;
        int count = instance.GetArrayLength();
        if (!(count < min) && !(count > max))
            return true;
        if (run.Collecting && count < min)
            run.Report("minItems", $"has {count} items, fewer than minItems {min}; add {min - count}");
        if (run.Collecting && count > max)
            run.Report("maxItems", $"has {count} items, more than maxItems {max}; remove {count - max}");
        return false;
    }
}
