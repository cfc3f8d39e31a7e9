using System.Globalization;
using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary><c>oneOf</c>.</summary>
internal sealed class OneOfRule(SchemaNode[] alternatives) : SchemaRule
{
    public override IEnumerable<SchemaNode> InPlace => alternatives;

    public static OneOfRule? From(SchemaReader reader) => reader.SchemaList("oneOf") is { Length: > 0 } parts ? new(parts) : null;

    public override bool Apply(EvaluationRun run, JsonElement instance, EvaluatedSet? seen)
    {
        int first = -1;
        for (int i = 0; i < alternatives.Length; i++)
        {
            if (!run.Matches(alternatives[i], instance, seen))
                continue;
            if (first >= 0)
            {
                run.Report("oneOf", string.Create(
                    CultureInfo.InvariantCulture,
                    $"{ErrorText.Value(instance)} matches the alternatives {first + 1} and {i + 1} of oneOf; make it match exactly one"));
                return false;
            }

            first = i;
        }

        if (first < 0 && run.Collecting)
            run.Report("oneOf", NearestAlternative.Describe(run, "oneOf", alternatives, instance));
        return first >= 0;
    }
}
