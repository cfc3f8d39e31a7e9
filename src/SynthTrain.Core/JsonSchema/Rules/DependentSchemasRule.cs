using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary><c>dependentSchemas</c>: a property that brings in a schema for its object.</summary>
internal sealed class DependentSchemasRule(KeyValuePair<string, SchemaNode>[] schemas) : SchemaRule
{
    private readonly PropertyTable<SchemaNode> table = new(schemas);

    public override IEnumerable<SchemaNode> InPlace => schemas.Select(schema => schema.Value);

    public static DependentSchemasRule? From(SchemaReader reader) =>
        reader.SchemaMap("dependentSchemas") is { Length: > 0 } schemas ? new(schemas) : null;

    public override bool Apply(EvaluationRun run, JsonElement instance, EvaluatedSet? seen)
    {
        if (instance.ValueKind != JsonValueKind.Object)
            return true;
        bool valid = true;
        foreach (JsonProperty property in instance.EnumerateObject())
        {
            if (!table.TryFind(property, out SchemaNode? node) || node.Evaluate(run, instance, seen))
                continue;
            valid = false;
            if (run.MayStop)
                break;
        }

        return valid;
    }
}
