using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary><c>allOf</c>.</summary>
internal sealed class AllOfRule(SchemaNode[] parts) : SchemaRule
{
    public override IEnumerable<SchemaNode> InPlace => parts;

    public static AllOfRule? From(SchemaReader reader) => reader.SchemaList("allOf") is { Length: > 0 } parts ? new(parts) : null;

    public override bool Apply(EvaluationRun run, JsonElement instance, EvaluatedSet? seen)
    {
        bool valid = true;
        foreach (SchemaNode part in parts)
        {
            valid &= part.Evaluate(run, instance, seen);
            if (!valid && run.MayStop)
                break;
        }

        return valid;
    }
}
