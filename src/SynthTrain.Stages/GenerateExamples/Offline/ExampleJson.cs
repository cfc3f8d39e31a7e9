using System.Globalization;
using System.Text.Json.Nodes;
using SynthTrain.Stages.CliSchemas;

namespace SynthTrain.Stages.GenerateExamples.Offline;

/// <summary>The JSON of examples.</summary>
internal static class ExampleJson
{
    /// <summary>What a request means: what it speaks of, in the schema's order, and what it lacks.</summary>
    public static JsonObject Output(OfflineBatch batch, IReadOnlyList<SpokenItem> items)
    {
        var args = new JsonObject();
        foreach (var argument in batch.Subcommand.Arguments)
        {
            if (items.FirstOrDefault(item => item.Argument?.Name == argument.Name) is { } item)
                args[argument.Name] = argument.Type == CliArgumentType.Integer ? long.Parse(item.Value, CultureInfo.InvariantCulture) : item.Value;
        }

        var output = new JsonObject
        {
            ["command"] = batch.Command.Name,
            ["subcommand"] = batch.Subcommand.Name,
            ["args"] = args,
            ["flags"] = new JsonArray([.. batch.Subcommand.Flags.Where(flag => items.Any(item => item.Argument is null && item.Name == flag.Name)).Select(flag => (JsonNode)flag.Name)]),
        };
        var missing = batch.Subcommand.Arguments.Where(argument => argument.IsRequired && !args.ContainsKey(argument.Name)).Select(argument => (JsonNode)argument.Name).ToArray();
        if (missing.Length > 0)
            output["missing"] = new JsonArray(missing);
        return output;
    }

    /// <summary>An example's row.</summary>
    public static JsonObject Example(Rendered rendered, JsonObject output, JsonArray? context)
    {
        var example = new JsonObject { ["input"] = rendered.Input, ["output"] = output, ["phrasing"] = rendered.Phrasing };
        if (context is not null)
            example["context"] = context;
        return example;
    }
}
