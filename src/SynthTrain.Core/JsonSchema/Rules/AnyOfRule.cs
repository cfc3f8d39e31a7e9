using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary><c>anyOf</c>.</summary>
internal sealed class AnyOfRule(SchemaNode[] alternatives) : SchemaRule
{
    public override IEnumerable<SchemaNode> InPlace => alternatives;

    public static AnyOfRule? From(SchemaReader reader) => reader.SchemaList("anyOf") is { Length: > 0 } parts ? new(parts) : null;

    public override bool Apply(EvaluationRun run, JsonElement instance, EvaluatedSet? seen)
    {
        bool valid = false;
        foreach (SchemaNode alternative in alternatives)
        {
            valid |= run.Matches(alternative, instance, seen);
            if (valid && seen is null)
                return true;
        }

        if (!valid && run.Collecting)
            run.Report("anyOf", NearestAlternative.Describe(run, "anyOf", alternatives, instance));
        return valid;
    }
}
