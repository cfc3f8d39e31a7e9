using System.Text;
using System.Text.Json.Nodes;

namespace SynthTrain.Stages.TrainingRuns;

/// <summary>Options as wandb's <c>config.yaml</c>: <c>wandb_version: 1</c>, and under each key <c>desc</c> and <c>value</c> [wandb sdk/lib/config_util.py]. JSON is YAML.</summary>
internal static class WandbConfig
{
    /// <summary>The file.</summary>
    /// <param name="options">Every value stands under its path, such as <c>run.learning_rate</c>.</param>
    /// <param name="fields">Fields of the user's own; they stand under their names, and come first where a name is there twice.</param>
    public static byte[] ToUtf8(JsonObject options, IReadOnlyDictionary<string, string> fields)
    {
        var file = new JsonObject { ["wandb_version"] = 1 };
        foreach (var (name, value) in Flat(options, "").Where(item => !item.Key.Contains("report_fields", StringComparison.Ordinal)))
            file[name] = Entry(value?.DeepClone());
        foreach (var (name, value) in fields.Where(field => field.Key != "wandb_version"))
            file[name] = Entry(value);
        return Encoding.UTF8.GetBytes(file.ToJsonString());
    }

    private static JsonObject Entry(JsonNode? value) => new() { ["desc"] = null, ["value"] = value };

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Flat(JsonObject options, string path) =>
        options.SelectMany(item => item.Value is JsonObject inner ? Flat(inner, $"{path}{item.Key}.") : [new($"{path}{item.Key}", item.Value)]);
}
