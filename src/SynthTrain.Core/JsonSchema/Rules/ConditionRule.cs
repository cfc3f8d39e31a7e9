using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary><c>if</c>, <c>then</c> and <c>else</c>; without <c>if</c> the others mean nothing.</summary>
internal sealed class ConditionRule(SchemaNode condition, SchemaNode? then, SchemaNode? otherwise) : SchemaRule
{
    public override IEnumerable<SchemaNode> InPlace => new[] { condition, then, otherwise }.OfType<SchemaNode>();

    public static ConditionRule? From(SchemaReader reader) =>
        reader.Schema("if") is { } condition ? new(condition, reader.Schema("then"), reader.Schema("else")) : null;

    public override bool Apply(EvaluationRun run, JsonElement instance, EvaluatedSet? seen)
    {
        SchemaNode? next = run.Matches(condition, instance, seen) ? then : otherwise;
        return next is null || next.Evaluate(run, instance, seen);
    }
}
