using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Teachers;
using SynthTrain.Stages.CliSchemas;
using SynthTrain.Stages.GenerateExamples;
using SynthTrain.Stages.GenerateExamples.Offline;
using SynthTrain.Stages.Tests.CliSchemas;
using SynthTrain.Stages.Tests.Support;

namespace SynthTrain.Stages.Tests.GenerateExamples.Offline;

/// <summary>Batches as the stage plans them, answered by the offline rule.</summary>
internal static class Batches
{
    private static readonly Lazy<IReadOnlyList<JsonElement>> s_github = new(() => All(CliSchemaFile.Gh(), 8));

    /// <summary>10,000 examples: 25 subcommands, 8 batches of 50.</summary>
    public static IReadOnlyList<JsonElement> GitHub => s_github.Value;

    public static IReadOnlyList<JsonElement> All(CliSchema schema, int batches, JsonObject? lexicon = null) =>
    [
        .. from command in schema.Commands
           from subcommand in command.Subcommands
           from number in Enumerable.Range(1, batches)
           from example in JsonElement.Parse(Answer(Row(schema, command, subcommand, number, lexicon))).EnumerateArray()
           select example,
    ];

    public static JsonObject Row(CliSchema schema, CliCommand command, CliSubcommand subcommand, int number, JsonObject? lexicon = null) =>
        new ExampleBatch($"b-{number}", ExampleUse.Examples, command, subcommand, number, 50, "").ToJson(42, CliSchemaSlices.Json(schema, command, subcommand), lexicon, grammar: null);

    public static string Answer(JsonNode row) => new ExamplesOffline().Answer(new TeacherRequest
    {
        Task = "examples",
        Messages = [],
        Teacher = DistillStage.Offline,
        Source = JsonElement.Parse(row.ToJsonString()),
    });
}
