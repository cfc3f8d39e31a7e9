using System.Text.Json.Nodes;

namespace SynthTrain.Stages.CliSchemas;

/// <summary>What the rules say of one example.</summary>
/// <param name="Reason">Why it is rejected, one of <see cref="CliExampleReasons"/>; null = it is good.</param>
/// <param name="Detail">What exactly is wrong, for people; empty when nothing is.</param>
/// <param name="Output">The answer in the one form that training sees: known fields, arguments and flags in the schema's order; null when it is rejected.</param>
internal sealed record CliExampleVerdict(string? Reason, string Detail, JsonObject? Output)
{
    /// <summary>A rejection.</summary>
    public static CliExampleVerdict Rejected(string reason, string detail) => new(reason, detail, null);
}
