using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary><c>minProperties</c> and <c>maxProperties</c>.</summary>
internal sealed class ObjectSizeRule(int? min, int? max) : SchemaRule
{
    public static ObjectSizeRule? From(SchemaReader reader)
    {
        int? min = reader.Count("minProperties");
        int? max = reader.Count("maxProperties");
        return min is null && max is null ? null : new(min, max);
    }

    public override bool Apply(EvaluationRun run, JsonElement instance, EvaluatedSet? seen)
    {
        if (instance.ValueKind != JsonValueKind.Object)
            return true;
        int count = instance.GetPropertyCount();
        if (!(count < min) && !(count > max))
            return true;
        if (run.Collecting && count < min)
            run.Report("minProperties", $"has {count} properties, fewer than minProperties {min}; add {min - count}");
        if (run.Collecting && count > max)
            run.Report("maxProperties", $"has {count} properties, more than maxProperties {max}; remove {count - max}");
        return false;
    }
}
