using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary><c>unevaluatedProperties</c>.</summary>
internal sealed class UnevaluatedPropertiesRule(SchemaNode rest) : SchemaRule
{
    public override bool NeedsEvaluated => true;

    public static UnevaluatedPropertiesRule? From(SchemaReader reader) =>
        reader.Schema("unevaluatedProperties") is { } rest ? new(rest) : null;

    public override bool Apply(EvaluationRun run, JsonElement instance, EvaluatedSet? seen)
    {
        if (instance.ValueKind != JsonValueKind.Object)
            return true;
        bool valid = true;
        int index = 0;
        foreach (JsonProperty property in instance.EnumerateObject())
        {
            valid &= seen!.Has(index) || run.Member(rest, property, "unevaluatedProperties");
            if (!valid && run.MayStop)
                return false;
            index++;
        }

        seen!.MarkAll();
        return valid;
    }
}
