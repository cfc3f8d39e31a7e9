using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary><c>unevaluatedItems</c>.</summary>
internal sealed class UnevaluatedItemsRule(SchemaNode rest) : SchemaRule
{
    public override bool NeedsEvaluated => true;

    public static UnevaluatedItemsRule? From(SchemaReader reader) => reader.Schema("unevaluatedItems") is { } rest ? new(rest) : null;

    public override bool Apply(EvaluationRun run, JsonElement instance, EvaluatedSet? seen)
    {
        if (instance.ValueKind != JsonValueKind.Array)
            return true;
        bool valid = true;
        int index = 0;
        foreach (JsonElement item in instance.EnumerateArray())
        {
            valid &= seen!.Has(index) || run.Item(rest, item, index, "unevaluatedItems");
            if (!valid && run.MayStop)
                return false;
            index++;
        }

        seen!.MarkAll();
        return valid;
    }
}
