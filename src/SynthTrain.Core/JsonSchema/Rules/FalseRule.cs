using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary>The schema <c>false</c>.</summary>
internal sealed class FalseRule : SchemaRule
{
    private FalseRule()
    {
    }

    public static FalseRule Instance { get; } = new();

    public override bool Apply(EvaluationRun run, JsonElement instance, EvaluatedSet? seen)
    {
        if (run.Collecting)
            run.Report("false", $"{ErrorText.Value(instance)} is not allowed here: the schema is false; remove it");
        return false;
    }
}
