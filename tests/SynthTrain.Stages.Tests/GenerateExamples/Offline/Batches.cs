using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Configuration;
using SynthTrain.Core.Teachers;
using SynthTrain.Stages.GenerateExamples.Offline;
using SynthTrain.Stages.Tests.Support;

namespace SynthTrain.Stages.Tests.GenerateExamples.Offline;

/// <summary>Batches of a schema, as the stage plans them, answered by the rule.</summary>
internal static class Batches
{
    private static readonly Lazy<JsonObject> s_gh = new(() => Schema(File.ReadAllText(Path.Combine(DistillStage.Sample, "..", "Clitron", "schemas", "gh.yaml"))));
    private static readonly Lazy<IReadOnlyList<JsonObject>> s_ghExamples = new(() => [.. All(Gh, 8, 50)]);

    public static JsonObject Gh => s_gh.Value;

    /// <summary>10,000 examples: 25 subcommands, 8 batches of 50.</summary>
    public static IReadOnlyList<JsonObject> GhExamples => s_ghExamples.Value;

    public static JsonObject Schema(string yaml)
    {
        var file = YamlFile.Parse(yaml, "schema.yaml");
        return new JsonObject(file.Keys.Select(key => KeyValuePair.Create(key, file.Json(key))));
    }

    public static IEnumerable<JsonObject> All(JsonObject schema, int batches, int count, JsonObject? lexicon = null) =>
        from command in schema["commands"]!.AsArray()
        from subcommand in command!["subcommands"]!.AsArray()
        from batch in Enumerable.Range(1, batches)
        from example in JsonNode.Parse(Answer(Row(schema, command!, subcommand!, batch, count, lexicon)))!.AsArray()
        select example!.AsObject();

    public static JsonObject Row(JsonObject schema, JsonNode command, JsonNode subcommand, int batch, int count, JsonObject? lexicon = null)
    {
        var slice = new JsonObject
        {
            ["cli_name"] = schema["cli_name"]?.DeepClone(),
            ["description"] = "",
            ["commands"] = new JsonArray(new JsonObject
            {
                ["name"] = command["name"]?.DeepClone(),
                ["description"] = command["description"]?.DeepClone(),
                ["subcommands"] = new JsonArray(subcommand.DeepClone()),
            }),
        };
        return new JsonObject
        {
            ["id"] = $"b-{batch}", ["use"] = "examples", ["command"] = command["name"]?.DeepClone(), ["subcommand"] = subcommand["name"]?.DeepClone(),
            ["batch"] = batch, ["n"] = count, ["seed"] = 42, ["focus"] = "", ["schema"] = slice, ["lexicon"] = lexicon?.DeepClone(),
        };
    }

    public static string Answer(JsonNode row) => new ExamplesOffline().Answer(new TeacherRequest
    {
        Task = "examples",
        Messages = [],
        Teacher = DistillStage.Offline,
        Source = JsonElement.Parse(row.ToJsonString()),
    });
}
