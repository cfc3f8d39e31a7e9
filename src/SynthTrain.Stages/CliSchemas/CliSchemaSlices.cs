using System.Text.Json;
using System.Text.Json.Nodes;

namespace SynthTrain.Stages.CliSchemas;

/// <summary>One subcommand with the command and program above it: all that a batch of examples is about, so that a change elsewhere in the schema asks nothing again.</summary>
internal static class CliSchemaSlices
{
    /// <summary>The slice as JSON, in the key order of the schema file.</summary>
    public static JsonObject Json(CliSchema schema, CliCommand command, CliSubcommand subcommand) => new()
    {
        ["cli_name"] = schema.Name,
        ["description"] = schema.Description,
        ["commands"] = new JsonArray(new JsonObject
        {
            ["name"] = command.Name,
            ["description"] = command.Description,
            ["subcommands"] = new JsonArray(new JsonObject
            {
                ["name"] = subcommand.Name,
                ["description"] = subcommand.Description,
                ["args"] = new JsonArray([.. subcommand.Arguments.Select(Json)]),
                ["flags"] = new JsonArray([.. subcommand.Flags.Select(Json)]),
            }),
        }),
    };

    /// <summary>Reads a slice, or a whole schema of that shape.</summary>
    /// <param name="slice">What <see cref="Json(CliSchema, CliCommand, CliSubcommand)"/> wrote.</param>
    public static CliSchema Read(JsonElement slice) => new(Text(slice, "cli_name"), Text(slice, "description"), [.. Items(slice, "commands").Select(Command)]);

    /// <summary>The slice as the schema file writes it: for the prompt's <c>{schema_yaml}</c>.</summary>
    /// <param name="slice">What <see cref="Json(CliSchema, CliCommand, CliSubcommand)"/> wrote.</param>
    public static string Yaml(JsonElement slice) => new CliSchemaYaml().Write(Read(slice));

    private static JsonObject Json(CliArgument argument)
    {
        var json = new JsonObject { ["name"] = argument.Name, ["type"] = CliArgumentReader.Named(argument.Type) };
        if (argument.Type == CliArgumentType.Enum)
            json["values"] = new JsonArray([.. argument.Values.Select(value => JsonValue.Create(value))]);
        if (argument.Default is { } value)
            json["default"] = JsonNode.Parse(value.GetRawText());
        json["required"] = argument.IsRequired;
        json["description"] = argument.Description;
        return json;
    }

    private static JsonObject Json(CliFlag flag)
    {
        var json = new JsonObject { ["name"] = flag.Name };
        if (flag.Short is { } letter)
            json["short"] = letter;
        json["description"] = flag.Description;
        return json;
    }

    private static CliCommand Command(JsonElement command) => new(Text(command, "name"), Text(command, "description"), [.. Items(command, "subcommands").Select(Subcommand)]);

    private static CliSubcommand Subcommand(JsonElement subcommand) =>
        new(Text(subcommand, "name"), Text(subcommand, "description"), [.. Items(subcommand, "args").Select(Argument)], [.. Items(subcommand, "flags").Select(Flag)]);

    private static CliArgument Argument(JsonElement argument) => new(Text(argument, "name"), Text(argument, "type") switch
    {
        "integer" => CliArgumentType.Integer,
        "enum" => CliArgumentType.Enum,
        _ => CliArgumentType.String,
    }, Text(argument, "description"))
    {
        Values = [.. Items(argument, "values").Select(value => value.GetString() ?? "")],
        Default = argument.TryGetProperty("default", out var value) ? value.Clone() : null,
        IsRequired = argument.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.True,
    };

    private static CliFlag Flag(JsonElement flag) => new(Text(flag, "name"), flag.TryGetProperty("short", out var letter) ? letter.GetString() : null, Text(flag, "description"));

    private static string Text(JsonElement json, string key) => json.TryGetProperty(key, out var value) ? value.GetString() ?? "" : "";

    private static JsonElement.ArrayEnumerator Items(JsonElement json, string key) => json.TryGetProperty(key, out var list) ? list.EnumerateArray() : default;
}
