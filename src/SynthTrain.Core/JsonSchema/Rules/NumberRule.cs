using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary><c>multipleOf</c>, <c>minimum</c>, <c>maximum</c> and their exclusive forms, exact for numbers of any size.</summary>
internal sealed class NumberRule : SchemaRule
{
    private readonly NumberLimit? multipleOf;
    private readonly NumberLimit? minimum;
    private readonly NumberLimit? maximum;
    private readonly NumberLimit? above;
    private readonly NumberLimit? below;

    private NumberRule(SchemaReader reader)
    {
        multipleOf = reader.Number("multipleOf");
        minimum = reader.Number("minimum");
        maximum = reader.Number("maximum");
        above = reader.Number("exclusiveMinimum");
        below = reader.Number("exclusiveMaximum");
        if (multipleOf is not null && (multipleOf.Number.IsZero || multipleOf.Number.Negative))
            throw reader.Fault("multipleOf", $"{multipleOf} is not allowed; give a number greater than 0");
    }

    public static NumberRule? From(SchemaReader reader)
    {
        NumberRule rule = new(reader);
        return (rule.multipleOf ?? rule.minimum ?? rule.maximum ?? rule.above ?? rule.below) is null ? null : rule;
    }

    public override bool Apply(EvaluationRun run, JsonElement instance, EvaluatedSet? seen)
    {
        if (instance.ValueKind != JsonValueKind.Number)
            return true;
        JsonNumber number = JsonNumber.Of(instance);
        return Check(minimum is null || JsonNumber.Compare(number, minimum.Number) >= 0, minimum, "is less than", "use that or more")
            & Check(maximum is null || JsonNumber.Compare(number, maximum.Number) <= 0, maximum, "is greater than", "use that or less")
            & Check(above is null || JsonNumber.Compare(number, above.Number) > 0, above, "is not greater than", "use more")
            & Check(below is null || JsonNumber.Compare(number, below.Number) < 0, below, "is not less than", "use less")
            & Check(multipleOf is null || NumberMultiple.IsMultiple(number, multipleOf.Number), multipleOf, "does not fit", "use a multiple of it");

        bool Check(bool valid, NumberLimit? limit, string relation, string advice)
        {
            if (!valid && run.Collecting)
                run.Report(limit!.Keyword, $"{ErrorText.Value(instance)} {relation} {limit}; {advice}");
            return valid;
        }
    }
}
