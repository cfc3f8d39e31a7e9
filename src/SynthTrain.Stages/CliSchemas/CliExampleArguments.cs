using System.Text.Json;
using System.Text.Json.Nodes;

namespace SynthTrain.Stages.CliSchemas;

/// <summary>The arguments of one answer.</summary>
/// <param name="subcommand">Whose arguments they are.</param>
/// <param name="said">What was said.</param>
internal sealed class CliExampleArguments(CliSubcommand subcommand, CliSaid said)
{
    private readonly Dictionary<string, JsonNode> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);

    /// <summary>Required ones that are not given, in the schema's order.</summary>
    public IReadOnlyList<string> AbsentRequired => [.. subcommand.Arguments.Where(argument => argument.IsRequired && !_given.Contains(argument.Name)).Select(argument => argument.Name)];

    /// <summary>Whether an argument is given.</summary>
    public bool Has(string name) => _given.Contains(name);

    /// <summary>Takes the answer's arguments.</summary>
    /// <returns>Why the example is rejected, or null.</returns>
    public CliExampleVerdict? Read(JsonElement args)
    {
        foreach (var given in args.EnumerateObject())
        {
            if (subcommand.Arguments.FirstOrDefault(known => known.Name == given.Name) is not { } argument)
                return CliExampleVerdict.Rejected(CliExampleReasons.UnknownArgument, $"'{CliText.Shown(given.Name)}' is no argument of '{subcommand.Name}'; there are {Known()}");
            if (!_given.Add(given.Name))
                return CliExampleVerdict.Rejected(CliExampleReasons.UnknownArgument, $"the argument '{given.Name}' stands twice");
            if (Take(argument, given.Value) is { } fault)
                return fault;
        }

        return null;
    }

    /// <summary>The arguments in the schema's order.</summary>
    public JsonObject Canonical() => new(subcommand.Arguments.Where(argument => _values.ContainsKey(argument.Name)).Select(argument => KeyValuePair.Create(argument.Name, (JsonNode?)_values[argument.Name])));

    private CliExampleVerdict? Take(CliArgument argument, JsonElement value) => argument.Type switch
    {
        CliArgumentType.Integer => Integer(argument, value),
        _ when value.ValueKind != JsonValueKind.String => WrongType(argument, value, "a text"),
        CliArgumentType.Enum => Enum(argument, value.GetString()!),
        _ => Text(argument, value.GetString()!),
    };

    private CliExampleVerdict? Integer(CliArgument argument, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var number) || number != Math.Truncate(number) || Math.Abs(number) > CliArgumentReader.MostInteger)
            return WrongType(argument, value, "a whole number of up to 15 digits, without quotes");
        var whole = (long)number;
        if (said.Holds(whole))
            _values[argument.Name] = JsonValue.Create(whole);
        else if (!(argument.Default is { ValueKind: JsonValueKind.Number } implied && implied.TryGetDecimal(out var usual) && usual == number))
            return CliExampleVerdict.Rejected(CliExampleReasons.Invented, $"'{argument.Name}' is {CliText.Shown(value.GetRawText())}, which neither the request nor what came before it says");

        // As with texts.
        return null;
    }

    private CliExampleVerdict? Enum(CliArgument argument, string value)
    {
        if (!argument.Values.Contains(value, StringComparer.Ordinal))
            return CliExampleVerdict.Rejected(CliExampleReasons.ArgumentValue, $"'{argument.Name}' is '{CliText.Shown(value)}'; its values are {string.Join(", ", argument.Values)}");
        _values[argument.Name] = JsonValue.Create(value);
        return null;
    }

    private CliExampleVerdict? Text(CliArgument argument, string value)
    {
        if (string.IsNullOrWhiteSpace(value))
            return CliExampleVerdict.Rejected(CliExampleReasons.ArgumentType, $"'{argument.Name}' is empty; what is not given is left out");
        if (said.Holds(value))
            _values[argument.Name] = JsonValue.Create(value);
        else if (!IsDefault(argument, value))
            return CliExampleVerdict.Rejected(CliExampleReasons.Invented, $"'{argument.Name}' is '{CliText.Shown(value)}', which neither the request nor what came before it says");

        // A default that nobody spoke of is left to itself.
        return null;
    }

    private static bool IsDefault(CliArgument argument, string value) => argument.Default is { ValueKind: JsonValueKind.String } implied && implied.ValueEquals(value);

    private static CliExampleVerdict WrongType(CliArgument argument, JsonElement value, string allowed) =>
        CliExampleVerdict.Rejected(CliExampleReasons.ArgumentType, $"'{argument.Name}' is {CliText.Shown(value.GetRawText())}; it must be {allowed}");

    private string Known() => subcommand.Arguments.Count > 0 ? string.Join(", ", subcommand.Arguments.Select(argument => argument.Name)) : "none";
}
