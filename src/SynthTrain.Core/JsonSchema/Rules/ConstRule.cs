using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary><c>const</c>.</summary>
internal sealed class ConstRule(JsonElement value) : SchemaRule
{
    public static ConstRule? From(SchemaReader reader) => reader.Value("const") is { } value ? new(value) : null;

    public override bool Apply(EvaluationRun run, JsonElement instance, EvaluatedSet? seen)
    {
        if (JsonEquality.AreEqual(run, value, instance))
            return true;
        if (run.Collecting)
            run.Report("const", $"{ErrorText.Value(instance)} is not the const {ErrorText.Constant(value)}; use that");
        return false;
    }
}
