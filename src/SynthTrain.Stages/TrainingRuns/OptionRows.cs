using System.Text.Json.Nodes;

namespace SynthTrain.Stages.TrainingRuns;

/// <summary>Options as rows of a report.</summary>
internal static class OptionRows
{
    /// <summary>Every value of an object by its path, such as <c>run.learning_rate</c>.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(JsonObject options, string path = "") =>
        [.. options.SelectMany(item => item.Value is JsonObject inner ? Of(inner, $"{path}{item.Key}.") : [new($"{path}{item.Key}", item.Value?.ToJsonString() ?? "not set")])];
}
