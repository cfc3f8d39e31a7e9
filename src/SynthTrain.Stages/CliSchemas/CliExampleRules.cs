using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Jsonl;

namespace SynthTrain.Stages.CliSchemas;

/// <summary>Judges one example by the schema: its answer is an object of the known fields, names what exists, has values of the right types, has or names what is required, and holds no text and no number that nobody said.</summary>
/// <param name="schema">The whole schema.</param>
internal sealed class CliExampleRules(CliSchema schema)
{
    private static readonly string[] s_fields = ["command", "subcommand", "args", "flags", "missing"];
    private readonly Dictionary<string, CliCommand> _commands = schema.Commands.ToDictionary(command => command.Name, StringComparer.Ordinal);

    /// <summary>Judges an example.</summary>
    /// <param name="input">What is asked.</param>
    /// <param name="output">The answer.</param>
    /// <param name="context">Earlier turns, each with <c>input</c> and <c>output</c>: what was said there may be meant here; null when there are none.</param>
    public CliExampleVerdict Check(string input, JsonElement output, JsonElement? context = null)
    {
        if (output.ValueKind != JsonValueKind.Object)
            return Rejected(CliExampleReasons.NotObject, $"the answer is {Kind(output)}, not an object");
        if (string.IsNullOrWhiteSpace(input))
            return Rejected(CliExampleReasons.NoInput, "the request is empty");
        if (HoldsHalf(output) || (context is { } turns && HoldsHalf(turns)))
            return Rejected(CliExampleReasons.Fields, "the answer, or a turn before it, holds half a character, such as '\\ud83d' alone");
        if (Fields(output) is { } fault)
            return fault;
        var (command, subcommand) = (output.GetProperty("command").GetString()!, output.GetProperty("subcommand").GetString()!);
        if (!_commands.TryGetValue(command, out var found))
            return Rejected(CliExampleReasons.UnknownCommand, $"'{CliText.Shown(command)}' is no command; there are {Names(_commands.Keys)}");
        if (found.Subcommands.FirstOrDefault(item => item.Name == subcommand) is not { } inner)
            return Rejected(CliExampleReasons.UnknownSubcommand, $"'{CliText.Shown(subcommand)}' is no subcommand of '{command}'; there are {Names(found.Subcommands.Select(item => item.Name))}");
        var said = new CliSaid(input, context);
        var arguments = new CliExampleArguments(inner, said);
        if (arguments.Read(output.GetProperty("args")) is { } wrong)
            return wrong;
        if (Flags(inner, output.GetProperty("flags")) is { } unknown)
            return unknown;
        if (Missing(arguments, output) is { } lacking)
            return lacking;
        return new(null, "", Canonical(found, inner, arguments, output));
    }

    private static bool HoldsHalf(JsonElement json) => json.ValueKind != JsonValueKind.Undefined && LoneSurrogates.In(json, json.GetRawText());

    /// <summary>The four fields and perhaps the fifth, each once, of the right types.</summary>
    private static CliExampleVerdict? Fields(JsonElement output)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in output.EnumerateObject())
        {
            if (!s_fields.Contains(field.Name, StringComparer.Ordinal))
                return Rejected(CliExampleReasons.Fields, $"'{CliText.Shown(field.Name)}' is not known; an answer has {string.Join(", ", s_fields)}");
            if (!seen.Add(field.Name))
                return Rejected(CliExampleReasons.Fields, $"'{field.Name}' stands twice");
            var (fits, what) = field.Name switch
            {
                "command" or "subcommand" => (field.Value.ValueKind == JsonValueKind.String, "a text"),
                "args" => (field.Value.ValueKind == JsonValueKind.Object, "an object"),
                _ => (field.Value.ValueKind == JsonValueKind.Array && field.Value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String), "a list of texts"),
            };
            if (!fits)
                return Rejected(CliExampleReasons.Fields, $"'{field.Name}' is {CliText.Shown(field.Value.GetRawText())}; it must be {what}");
        }

        return s_fields.Take(4).FirstOrDefault(name => !seen.Contains(name)) is { } absent ? Rejected(CliExampleReasons.Fields, $"'{absent}' is not there") : null;
    }

    private static CliExampleVerdict? Flags(CliSubcommand subcommand, JsonElement flags)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var flag in flags.EnumerateArray().Select(item => item.GetString()!))
        {
            if (!subcommand.Flags.Any(known => known.Name == flag))
                return Rejected(CliExampleReasons.UnknownFlag, $"'{CliText.Shown(flag)}' is no flag of '{subcommand.Name}'; there are {Names(subcommand.Flags.Select(known => known.Name))}");
            if (!seen.Add(flag))
                return Rejected(CliExampleReasons.UnknownFlag, $"the flag '{flag}' stands twice");
        }

        return null;
    }

    private static CliExampleVerdict? Missing(CliExampleArguments arguments, JsonElement output)
    {
        var named = MissingNames(output);
        var absent = arguments.AbsentRequired;
        if (named.FirstOrDefault(name => !absent.Contains(name, StringComparer.Ordinal)) is { } wrong)
            return Rejected(CliExampleReasons.WrongMissing, $"'{CliText.Shown(wrong)}' is named as missing, but {(arguments.Has(wrong) ? "it is given" : "it is no required argument")}");
        if (named.Distinct(StringComparer.Ordinal).Count() < named.Length)
            return Rejected(CliExampleReasons.WrongMissing, "'missing' names an argument twice");
        return absent.FirstOrDefault(name => !named.Contains(name, StringComparer.Ordinal)) is { } lacking
            ? Rejected(CliExampleReasons.RequiredMissing, $"the required argument '{lacking}' is neither given nor named in 'missing'") : null;
    }

    private static JsonObject Canonical(CliCommand command, CliSubcommand subcommand, CliExampleArguments arguments, JsonElement output)
    {
        var flags = output.GetProperty("flags").EnumerateArray().Select(item => item.GetString()!).ToHashSet(StringComparer.Ordinal);
        var canonical = new JsonObject
        {
            ["command"] = command.Name,
            ["subcommand"] = subcommand.Name,
            ["args"] = arguments.Canonical(),
            ["flags"] = List(subcommand.Flags.Select(flag => flag.Name).Where(flags.Contains)),
        };
        if (arguments.AbsentRequired is { Count: > 0 } absent)
            canonical["missing"] = List(absent);
        return canonical;
    }

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    private static string[] MissingNames(JsonElement output) => output.TryGetProperty("missing", out var missing) ? [.. missing.EnumerateArray().Select(item => item.GetString()!)] : [];

    private static string Names(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } text ? text : "none";

    private static string Kind(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Undefined or JsonValueKind.Null => "empty",
        _ => $"'{json.GetRawText()}'",
    };

    private static CliExampleVerdict Rejected(string reason, string detail) => CliExampleVerdict.Rejected(reason, detail);
}
