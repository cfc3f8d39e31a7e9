using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary>One schema object or boolean, compiled to rules. Filled once while loading, since references may form circles.</summary>
internal sealed class SchemaNode(string pointer)
{
    private SchemaRule[] rules = [];
    private SchemaRule[] unevaluated = [];

    public string Pointer { get; } = pointer;

    public bool IsFalse { get; private set; }

    /// <summary>Gets the schemas that this one applies to the same value; a circle of these never ends.</summary>
    public IEnumerable<SchemaNode> InPlace => rules.SelectMany(rule => rule.InPlace);

    public void Fill(IReadOnlyList<SchemaRule> all)
    {
        rules = [.. all.Where(rule => !rule.NeedsEvaluated)];
        unevaluated = [.. all.Where(rule => rule.NeedsEvaluated)];
        IsFalse = all is [FalseRule];
    }

    public bool Evaluate(EvaluationRun run, JsonElement instance, EvaluatedSet? seen)
    {
        run.Enter();
        bool valid = unevaluated.Length > 0 && instance.ValueKind is JsonValueKind.Object or JsonValueKind.Array
            ? EvaluateWithUnevaluated(run, instance, seen)
            : EvaluateRules(run, instance, seen);
        run.Leave();
        return valid;
    }

    private bool EvaluateRules(EvaluationRun run, JsonElement instance, EvaluatedSet? seen)
    {
        bool valid = true;
        foreach (SchemaRule rule in rules)
        {
            if (rule.Apply(run, instance, seen))
                continue;
            if (run.MayStop)
                return false;
            valid = false;
        }

        return valid;
    }

    // The unevaluated rules run last and only on success: after a failure they would blame members whose schema just failed.
    private bool EvaluateWithUnevaluated(EvaluationRun run, JsonElement instance, EvaluatedSet? outer)
    {
        EvaluatedSet own = run.Rent();
        bool valid = EvaluateRules(run, instance, own);
        foreach (SchemaRule rule in unevaluated)
            valid = valid && rule.Apply(run, instance, own);
        if (valid)
            outer?.Merge(own);
        run.Return(own);
        return valid;
    }
}
