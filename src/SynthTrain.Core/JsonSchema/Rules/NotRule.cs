using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary><c>not</c>.</summary>
internal sealed class NotRule(SchemaNode refused) : SchemaRule
{
    public override IEnumerable<SchemaNode> InPlace => [refused];

    public static NotRule? From(SchemaReader reader) => reader.Schema("not") is { } refused ? new(refused) : null;

    public override bool Apply(EvaluationRun run, JsonElement instance, EvaluatedSet? seen)
    {
        if (!run.Matches(refused, instance, seen: null))
            return true;
        if (run.Collecting)
            run.Report("not", $"{ErrorText.Value(instance)} matches the schema under not; change it so that it does not");
        return false;
    }
}
