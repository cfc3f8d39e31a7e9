using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary><c>$ref</c>.</summary>
internal sealed class ReferenceRule(SchemaNode target) : SchemaRule
{
    public override IEnumerable<SchemaNode> InPlace => [target];

    public static ReferenceRule? From(SchemaReader reader) => reader.Reference() is { } target ? new(target) : null;

    public override bool Apply(EvaluationRun run, JsonElement instance, EvaluatedSet? seen) => target.Evaluate(run, instance, seen);
}
