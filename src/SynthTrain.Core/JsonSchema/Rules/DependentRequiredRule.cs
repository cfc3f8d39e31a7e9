using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary><c>dependentRequired</c>: a property that asks for others.</summary>
internal sealed class DependentRequiredRule : SchemaRule
{
    private readonly PropertyTable<int> numbers; // every name that plays a part
    private readonly (string Trigger, int TriggerNumber, string Needed, int NeededNumber)[] pairs;

    private DependentRequiredRule((string Trigger, string Needed)[] needs)
    {
        string[] names = [.. needs.SelectMany(need => new[] { need.Trigger, need.Needed }).Distinct(StringComparer.Ordinal)];
        numbers = new(names.Select(KeyValuePair.Create));
        pairs = [.. needs.Select(need => (need.Trigger, Array.IndexOf(names, need.Trigger), need.Needed, Array.IndexOf(names, need.Needed)))];
    }

    public static DependentRequiredRule? From(SchemaReader reader)
    {
        if (reader.Value("dependentRequired") is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Object)
            throw reader.Fault("dependentRequired", $"dependentRequired is {ErrorText.Value(value)}; give an object whose values are arrays of names");
        (string, string)[] needs =
        [
            .. from property in value.EnumerateObject()
               let trigger = JsonText.NameOf(property)
               from needed in reader.Names("dependentRequired", property.Value, trigger)
               select (trigger, needed),
        ];
        return needs.Length == 0 ? null : new(needs);
    }

    public override bool Apply(EvaluationRun run, JsonElement instance, EvaluatedSet? seen)
    {
        if (instance.ValueKind != JsonValueKind.Object)
            return true;
        EvaluatedSet found = run.Rent();
        foreach (JsonProperty property in instance.EnumerateObject())
        {
            if (numbers.TryFind(property, out int number))
                found.Mark(number);
        }

        bool valid = CheckPairs(run, found);
        run.Return(found);
        return valid;
    }

    private bool CheckPairs(EvaluationRun run, EvaluatedSet found)
    {
        bool valid = true;
        foreach ((string trigger, int triggerNumber, string needed, int neededNumber) in pairs)
        {
            if (!found.Has(triggerNumber) || found.Has(neededNumber))
                continue;
            valid = false;
            if (!run.Collecting)
                break;
            run.Report("dependentRequired", $"property {ErrorText.Quote(needed)} is missing, which {ErrorText.Quote(trigger)} asks for; add it");
        }

        return valid;
    }
}
