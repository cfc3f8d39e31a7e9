using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary>One keyword, or a few that belong together, of one schema.</summary>
internal abstract class SchemaRule
{
    /// <summary>Gets a value indicating whether the rule must come after all others, as it uses what they looked at.</summary>
    public virtual bool NeedsEvaluated => false;

    /// <summary>Gets the schemas the rule applies to the very value it is given.</summary>
    public virtual IEnumerable<SchemaNode> InPlace => [];

    /// <summary>Checks a value; reports to <paramref name="run"/> when it collects. A rule for another type of value answers true.</summary>
    /// <param name="seen">Takes the members looked at; null when nobody asks.</param>
    public abstract bool Apply(EvaluationRun run, JsonElement instance, EvaluatedSet? seen);
}
