using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary><c>properties</c>, <c>patternProperties</c> and <c>additionalProperties</c>, in one pass over the object.</summary>
internal sealed class MembersRule : SchemaRule
{
    private readonly PropertyTable<SchemaNode> properties;
    private readonly KeyValuePair<JsonPattern, SchemaNode>[] patterns;
    private readonly SchemaNode? additional;

    private MembersRule(SchemaReader reader)
    {
        properties = new(reader.SchemaMap("properties"));
        patterns =
        [
            .. reader.SchemaMap("patternProperties")
                .Select(entry => KeyValuePair.Create(reader.Pattern("patternProperties", entry.Key, entry.Key), entry.Value)),
        ];
        additional = reader.Schema("additionalProperties");
    }

    public static MembersRule? From(SchemaReader reader)
    {
        MembersRule rule = new(reader);
        return rule.properties.Count == 0 && rule.patterns.Length == 0 && rule.additional is null ? null : rule;
    }

    public override bool Apply(EvaluationRun run, JsonElement instance, EvaluatedSet? seen)
    {
        if (instance.ValueKind != JsonValueKind.Object)
            return true;
        bool valid = true;
        int index = 0;
        foreach (JsonProperty property in instance.EnumerateObject())
        {
            valid &= Check(run, property, out bool evaluated);
            if (!valid && run.MayStop)
                return false;
            if (evaluated)
                seen?.Mark(index);
            index++;
        }

        return valid;
    }

    private bool Check(EvaluationRun run, JsonProperty property, out bool evaluated)
    {
        bool valid = true;
        evaluated = properties.TryFind(property, out SchemaNode? node);
        if (evaluated)
            valid = run.Member(node!, property, "properties");
        foreach ((JsonPattern pattern, SchemaNode schema) in patterns)
        {
            if (!pattern.IsMatch(run, property))
                continue;
            evaluated = true;
            valid &= run.Member(schema, property, "patternProperties");
        }

        if (evaluated || additional is null)
            return valid;
        evaluated = true;
        return run.Member(additional, property, "additionalProperties");
    }
}
