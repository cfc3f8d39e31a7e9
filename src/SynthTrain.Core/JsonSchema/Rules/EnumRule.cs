using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary><c>enum</c>: strings by table, so that long lists cost no more than short ones; other values one by one.</summary>
internal sealed class EnumRule : SchemaRule
{
    private readonly JsonElement[] all;
    private readonly JsonElement[] others;
    private readonly PropertyTable<bool> texts;

    private EnumRule(JsonElement[] all)
    {
        this.all = all;
        others = [.. all.Where(value => value.ValueKind != JsonValueKind.String)];
        texts = new(all.Where(value => value.ValueKind == JsonValueKind.String)
            .Select(JsonText.ToText).Distinct(StringComparer.Ordinal).Select(text => KeyValuePair.Create(text, true)));
    }

    public static EnumRule? From(SchemaReader reader)
    {
        if (reader.Value("enum") is not { } values)
            return null;
        if (values.GetArrayLength() == 0)
            throw reader.Fault("enum", "enum is an empty array, which allows nothing; list the values, or use false for the schema");
        return new EnumRule([.. values.EnumerateArray()]);
    }

    public override bool Apply(EvaluationRun run, JsonElement instance, EvaluatedSet? seen)
    {
        if (instance.ValueKind == JsonValueKind.String ? texts.TryFind(instance, out _) : HasOther(run, instance))
            return true;
        if (run.Collecting)
            run.Report("enum", $"{ErrorText.Value(instance)} is not in the enum; use one of {ErrorText.List(all.Select(ErrorText.Constant))}");
        return false;
    }

    private bool HasOther(EvaluationRun run, JsonElement instance)
    {
        foreach (JsonElement value in others)
        {
            if (JsonEquality.AreEqual(run, value, instance))
                return true;
        }

        return false;
    }
}
