using System.Globalization;
using System.Text.Json;
using SynthTrain.Stages.Answers;
using SynthTrain.Stages.CliSchemas;

namespace SynthTrain.Stages.GenerateExamples.Offline;

/// <summary>What a batch row asks for.</summary>
/// <param name="Cli">The program's name.</param>
/// <param name="Command">The command, without its subcommands.</param>
/// <param name="Subcommand">The one subcommand.</param>
/// <param name="Count">How many examples.</param>
/// <param name="Seeds">What everything is drawn from.</param>
internal sealed record OfflineBatch(string Cli, CliCommand Command, CliSubcommand Subcommand, int Count, string[] Seeds)
{
    private const int MaxCount = 10_000;

    /// <summary>The project's own lexicon; undefined when there is none.</summary>
    public JsonElement Lexicon { get; init; }

    /// <summary>Reads a row; what is missing or odd in it is taken as empty.</summary>
    public static OfflineBatch Read(JsonElement row)
    {
        var schema = Member(row, "schema");
        var command = Items(schema, "commands").FirstOrDefault(item => RowText.Get(item, "name") == RowText.Get(row, "command"), Items(schema, "commands").FirstOrDefault());
        var subcommand = Items(command, "subcommands").FirstOrDefault(item => RowText.Get(item, "name") == RowText.Get(row, "subcommand"), Items(command, "subcommands").FirstOrDefault());
        return new(
            RowText.Get(schema, "cli_name"),
            new CliCommand(RowText.Get(command, "name"), RowText.Get(command, "description"), []),
            new CliSubcommand(RowText.Get(subcommand, "name"), RowText.Get(subcommand, "description"), [.. Items(subcommand, "args").Select(Argument)], [.. Items(subcommand, "flags").Select(Flag)]),
            Math.Clamp(int.TryParse(Raw(row, "n"), CultureInfo.InvariantCulture, out var count) ? count : 0, 0, MaxCount),
            [Raw(row, "seed"), RowText.Get(row, "use"), RowText.Get(row, "command"), RowText.Get(row, "subcommand"), Raw(row, "batch")])
        {
            Lexicon = Member(row, "lexicon"),
        };
    }

    private static CliArgument Argument(JsonElement item)
    {
        var values = Items(item, "values").Select(value => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.ToString()).ToArray();
        var type = RowText.Get(item, "type") switch
        {
            "integer" => CliArgumentType.Integer,
            "enum" when values.Length > 0 => CliArgumentType.Enum,
            _ => CliArgumentType.String,
        };
        return new(RowText.Get(item, "name"), type, RowText.Get(item, "description"))
        {
            Values = values,
            IsRequired = Member(item, "required").ValueKind == JsonValueKind.True,
        };
    }

    private static CliFlag Flag(JsonElement item) => new(RowText.Get(item, "name"), RowText.Get(item, "short") is { Length: > 0 } letter ? letter : null, RowText.Get(item, "description"));

    private static JsonElement Member(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var found) ? found : default;

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string name) => Member(element, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : default;

    private static string Raw(JsonElement element, string name) => Member(element, name) is { ValueKind: not JsonValueKind.Undefined } found ? found.ToString() : "";
}
