using System.Text.Json;
using SynthTrain.Core.Configuration;

namespace SynthTrain.Stages.CliSchemas;

/// <summary>Reads an argument: <c>name</c>, <c>type</c>, <c>values</c>, <c>default</c>, <c>required</c>, <c>description</c>.</summary>
internal static class CliArgumentReader
{
    /// <summary>The greatest size of a whole number: answers are written with up to 15 digits, which every reader of JSON holds exactly.</summary>
    public const long MostInteger = 999_999_999_999_999;

    /// <summary>Reads it; what is faulty is noted and left out.</summary>
    public static CliArgument Read(YamlMap map, CliNames names)
    {
        var name = names.Read(map, "name", "argument");
        var type = Type(map);
        var values = Values(map, type);
        var isRequired = !map.IsCut("required") && map.Flag("required", fallback: false);
        return new(name, type ?? CliArgumentType.String, CliText.Optional(map, "description"))
        {
            Values = values,
            IsRequired = isRequired,
            Default = Default(map, type, values, isRequired),
        };
    }

    /// <summary>A type as the schema writes it.</summary>
    public static string Named(CliArgumentType type) => type switch
    {
        CliArgumentType.Integer => "integer",
        CliArgumentType.Enum => "enum",
        _ => "string",
    };

    private static CliArgumentType? Type(YamlMap map) => map.Choice("type", "a switch that takes no value stands under 'flags'", "string", "integer", "enum") switch
    {
        "string" => CliArgumentType.String,
        "integer" => CliArgumentType.Integer,
        "enum" => CliArgumentType.Enum,
        _ => null,
    };

    private static List<string> Values(YamlMap map, CliArgumentType? type)
    {
        var values = map.Texts("values", required: type == CliArgumentType.Enum);
        if (map.Has("values") && type is { } other and not CliArgumentType.Enum)
            map.Fault("values", $"'{map.Named("values")}' stands beside the type '{Named(other)}'; values are for the type 'enum' alone.");
        if (type == CliArgumentType.Enum && map.IsEmptyList("values"))
            map.Fault("values", $"'{map.Named("values")}' is empty; give it at least one value.");
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < values.Count; i++)
        {
            var line = map.Position("values", i).Line;
            if (values[i].Length == 0)
                map.Fault("values", i, $"A value of '{map.Named("values")}' is empty; give it a text.");
            else if (CliText.Flaw(values[i], allowsSpaces: true) is { } flaw)
                map.Fault("values", i, $"'{CliText.Shown(values[i])}' in '{map.Named("values")}' {flaw}.");
            else if (!lines.TryAdd(values[i], line))
                map.Fault("values", i, $"'{values[i]}' stands twice in '{map.Named("values")}'; the first is on {(lines[values[i]] == line ? "the same line" : $"line {lines[values[i]]}")}. Remove one.");
        }

        return [.. lines.Keys];
    }

    private static JsonElement? Default(YamlMap map, CliArgumentType? type, List<string> values, bool isRequired)
    {
        if (!map.Has("default") || map.IsCut("default"))
            return null;
        if (isRequired)
            map.Fault("default", $"'{map.Named("default")}' stands beside 'required: true'; what has a default can be left out, so remove one of both.");
        var found = map.Json("default");
        var kind = found?.GetValueKind() ?? JsonValueKind.Null;
        switch (type)
        {
            case CliArgumentType.Enum when kind is not (JsonValueKind.Null or JsonValueKind.Array or JsonValueKind.Object):
                var text = map.Text("default");
                if (values.Contains(text, StringComparer.Ordinal))
                    return JsonSerializer.SerializeToElement(text);
                map.Fault("default", $"'{map.Named("default")}' is '{CliText.Shown(text)}', which is not one of its values: {string.Join(", ", values)}.");
                break;
            case CliArgumentType.Integer when kind == JsonValueKind.Number && found!.AsValue().TryGetValue<long>(out var number) && number is >= -MostInteger and <= MostInteger:
                return JsonSerializer.SerializeToElement(number);
            case CliArgumentType.Integer:
                map.Fault("default", $"'{map.Named("default")}' is {Shown(map, kind)}; allowed is a whole number of up to 15 digits, without quotes.");
                break;
            case CliArgumentType.String when kind == JsonValueKind.String:
                return JsonSerializer.SerializeToElement(map.Text("default"));
            case CliArgumentType.String or CliArgumentType.Enum:
                map.Fault("default", $"'{map.Named("default")}' is {Shown(map, kind)}; allowed is a text, in quotes where it looks like a number or a flag. Leave it out where there is none.");
                break;
        }

        return null;
    }

    private static string Shown(YamlMap map, JsonValueKind kind) => kind switch
    {
        JsonValueKind.Null => "empty",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "a mapping",
        JsonValueKind.String => $"the text '{CliText.Shown(map.Text("default"))}'",
        _ => $"'{map.Text("default")}'",
    };
}
