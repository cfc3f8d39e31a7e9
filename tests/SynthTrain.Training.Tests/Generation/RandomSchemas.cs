using System.Text.Json.Nodes;
using SynthTrain.Core.Hashing;

namespace SynthTrain.Training.Tests.Generation;

/// <summary>Schemas of what a constraint enforces, with texts short enough that a model of random weights comes to an end.</summary>
internal sealed class RandomSchemas(SeededRandom random)
{
    private static readonly string[] s_names = ["a", "name", "größe", "x\"y", "path/to", "items", "0", "~"];

    public JsonObject Next()
    {
        var schema = Value(3);
        schema["$defs"] = new JsonObject
        {
            ["tree"] = new JsonObject
            {
                ["type"] = "object",
                ["required"] = new JsonArray("v"),
                ["properties"] = new JsonObject { ["v"] = new JsonObject { ["type"] = "boolean" }, ["next"] = new JsonObject { ["$ref"] = "#/$defs/tree" } },
            },
        };
        return schema;
    }

    private JsonObject Value(int depth) => random.Below(depth > 0 ? 11 : 7) switch
    {
        0 => new() { ["type"] = "boolean" },
        1 => new() { ["type"] = "null" },
        2 => Number(),
        3 => Text(),
        4 => new() { ["enum"] = new JsonArray("red", "green", 12, -0.5, null, true, "ü€😀\n") },
        5 => new() { ["const"] = new JsonObject { ["k"] = new JsonArray(1, "z") } },
        6 => new() { ["type"] = new JsonArray("integer", "null"), ["minimum"] = random.Below(100) - 50, ["maximum"] = random.Below(100) + 50 },
        7 => Array(depth),
        8 or 9 => Object(depth),
        _ => random.Below(3) switch { 0 => Any(depth), 1 => One(depth), _ => new() { ["$ref"] = "#/$defs/tree" } },
    };

    private JsonObject Number()
    {
        var schema = new JsonObject { ["type"] = random.Below(2) == 0 ? "number" : "integer" };
        if (random.Below(2) == 0)
            schema[random.Below(2) == 0 ? "minimum" : "exclusiveMinimum"] = random.Below(2000) - 1000;
        if (random.Below(2) == 0)
            schema[random.Below(2) == 0 ? "maximum" : "exclusiveMaximum"] = random.Below(2000) + 1002.5;
        return schema;
    }

    private JsonObject Text()
    {
        var least = random.Below(3);
        return new() { ["type"] = "string", ["minLength"] = least, ["maxLength"] = least + random.Below(5) };
    }

    private JsonObject Array(int depth)
    {
        var least = random.Below(3);
        var schema = new JsonObject { ["type"] = "array", ["items"] = Value(depth - 1), ["minItems"] = least, ["maxItems"] = least + random.Below(3) };
        if (random.Below(3) == 0)
            schema["prefixItems"] = new JsonArray(Value(0), Value(0));
        return schema;
    }

    private JsonObject Object(int depth)
    {
        var (properties, required) = (new JsonObject(), new JsonArray());
        foreach (var name in s_names.Where(_ => random.Below(3) == 0))
        {
            properties[name] = Value(depth - 1);
            if (random.Below(2) == 0)
                required.Add(name);
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required };
        if (random.Below(2) == 0)
            schema["additionalProperties"] = random.Below(2) == 0 ? false : Value(0);
        if (schema["additionalProperties"] is JsonObject)
            schema["maxProperties"] = required.Count + 1;
        return schema;
    }

    private JsonObject Any(int depth) => new() { ["anyOf"] = new JsonArray(Value(depth - 1), Value(depth - 1)) };

    private JsonObject One(int depth) => new() { ["oneOf"] = new JsonArray(Tagged("first", depth), Tagged("second", depth)) };

    private JsonObject Tagged(string kind, int depth) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { ["kind"] = new JsonObject { ["const"] = kind }, ["value"] = Value(depth - 1) },
        ["required"] = new JsonArray("kind", "value"),
    };
}
