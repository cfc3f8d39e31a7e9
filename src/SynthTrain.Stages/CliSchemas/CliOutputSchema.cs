using System.Text.Json.Nodes;
using SynthTrain.Core.Jsonl;
using SynthTrain.Training.Generation;

namespace SynthTrain.Stages.CliSchemas;

/// <summary>The JSON Schema (draft 2020-12) of all answers of a command line. It can be checked against, and answers can be held to it while they are written: its comment says that they are written in one way.</summary>
/// <remarks>One alternative a subcommand, and one more for each set of required arguments that a request may lack: there those arguments cannot be, and <c>missing</c> names just them.</remarks>
public static class CliOutputSchema
{
    /// <summary>Above so many required arguments, sets of absent ones are not written out: <c>missing</c> is any of them then.</summary>
    private const int MostSets = 4;

    /// <summary>The schema, properties in the order of an answer.</summary>
    public static JsonObject Of(CliSchema schema) => new()
    {
        ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
        ["$comment"] = JsonGrammar.CanonicalComment,
        ["title"] = $"What a request to '{schema.Name}' means",
        ["anyOf"] = new JsonArray([.. schema.Commands.SelectMany(command => command.Subcommands.SelectMany(subcommand => Answers(command, subcommand)))]),
    };

    /// <summary>The schema as UTF-8 JSON.</summary>
    public static ReadOnlyMemory<byte> ToUtf8(CliSchema schema) => JsonText.ToUtf8(Of(schema));

    private static IEnumerable<JsonObject> Answers(CliCommand command, CliSubcommand subcommand)
    {
        var required = subcommand.Arguments.Where(argument => argument.IsRequired).Select(argument => argument.Name).ToList();
        yield return Answer(command, subcommand, [], null);
        if (required.Count > MostSets)
        {
            yield return Answer(command, subcommand, required, new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["enum"] = List(required) }, ["minItems"] = 1, ["uniqueItems"] = true }, isLoose: true);
            yield break;
        }

        for (var set = 1; set < 1 << required.Count; set++)
        {
            var absent = required.Where((_, index) => (set >> index & 1) != 0).ToList();
            yield return Answer(command, subcommand, absent, new JsonObject { ["const"] = List(absent) });
        }
    }

    private static JsonObject Answer(CliCommand command, CliSubcommand subcommand, List<string> absent, JsonObject? missing, bool isLoose = false)
    {
        var properties = new JsonObject
        {
            ["command"] = new JsonObject { ["const"] = command.Name },
            ["subcommand"] = new JsonObject { ["const"] = subcommand.Name },
            ["args"] = Arguments([.. subcommand.Arguments.Where(argument => isLoose || !absent.Contains(argument.Name, StringComparer.Ordinal))], absent),
            ["flags"] = Flags(subcommand),
        };
        if (missing is not null)
            properties["missing"] = missing;
        return new() { ["type"] = "object", ["properties"] = properties, ["required"] = List(properties.Select(property => property.Key)), ["additionalProperties"] = false };
    }

    private static JsonObject Arguments(List<CliArgument> arguments, List<string> absent)
    {
        var schema = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject(arguments.Select(argument => KeyValuePair.Create(argument.Name, (JsonNode?)Value(argument)))) };
        if (arguments.Where(argument => argument.IsRequired && !absent.Contains(argument.Name, StringComparer.Ordinal)).Select(argument => argument.Name).ToList() is { Count: > 0 } required)
            schema["required"] = List(required);
        schema["additionalProperties"] = false;
        return schema;
    }

    private static JsonObject Value(CliArgument argument) => argument.Type switch
    {
        CliArgumentType.Integer => new() { ["type"] = "integer", ["minimum"] = -CliArgumentReader.MostInteger, ["maximum"] = CliArgumentReader.MostInteger },
        CliArgumentType.Enum => new() { ["enum"] = List(argument.Values) },
        _ => new() { ["type"] = "string", ["minLength"] = 1 },
    };

    private static JsonObject Flags(CliSubcommand subcommand) => subcommand.Flags.Count == 0 ? new() { ["const"] = new JsonArray() } : new()
    {
        ["type"] = "array",
        ["items"] = new JsonObject { ["enum"] = List(subcommand.Flags.Select(flag => flag.Name)) },
        ["uniqueItems"] = true,
    };

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
