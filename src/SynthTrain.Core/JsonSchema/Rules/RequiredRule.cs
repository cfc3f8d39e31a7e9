using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary><c>required</c>.</summary>
internal sealed class RequiredRule(string[] names) : SchemaRule
{
    private readonly PropertyTable<int> table = new(names.Select(KeyValuePair.Create));

    public static RequiredRule? From(SchemaReader reader) =>
        reader.Value("required") is { } value && reader.Names("required", value) is { Length: > 0 } names ? new(names) : null;

    public override bool Apply(EvaluationRun run, JsonElement instance, EvaluatedSet? seen)
    {
        if (instance.ValueKind != JsonValueKind.Object)
            return true;
        EvaluatedSet found = run.Rent();
        int missing = names.Length - CountFound(instance, found);
        for (int i = 0; i < names.Length && missing > 0 && run.Collecting; i++)
        {
            if (!found.Has(i))
                run.Report("required", $"required property {ErrorText.Quote(names[i])} is missing; add it");
        }

        run.Return(found);
        return missing == 0;
    }

    private int CountFound(JsonElement instance, EvaluatedSet found)
    {
        int count = 0;
        foreach (JsonProperty property in instance.EnumerateObject())
        {
            if (!table.TryFind(property, out int index) || found.Has(index))
                continue;
            found.Mark(index);
            if (++count == names.Length)
                break;
        }

        return count;
    }
}
