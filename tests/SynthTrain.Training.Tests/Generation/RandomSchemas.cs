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
            ["term"] = JsonNode.Parse("""
                {"anyOf":[{"type":"integer","minimum":0,"maximum":9},{"type":"object","properties":{"op":{"const":"neg"},"left":{"$ref":"#/$defs/term"}},"required":["op","left"]},
                {"type":"object","properties":{"op":{"const":"add"},"left":{"$ref":"#/$defs/term"},"right":{"$ref":"#/$defs/term"}},"required":["op","left","right"]}]}
                """),
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
        _ => random.Below(4) switch { 0 => Any(depth), 1 => One(depth), 2 => new() { ["$ref"] = "#/$defs/term" }, _ => new() { ["$ref"] = "#/$defs/tree" } },
    };

    private JsonObject Number()
    {
        var schema = new JsonObject { ["type"] = random.Below(2) == 0 ? "number" : "integer" };
        if (random.Below(4) == 0)
            return Bounded(schema);
        if (random.Below(2) == 0)
            schema[random.Below(2) == 0 ? "minimum" : "exclusiveMinimum"] = random.Below(2000) - 1000;
        if (random.Below(2) == 0)
            schema[random.Below(2) == 0 ? "maximum" : "exclusiveMaximum"] = random.Below(2000) + 1002.5;
        return schema;
    }

    /// <summary>Bounds that are far away, near each other, or of more digits than can be written.</summary>
    private JsonObject Bounded(JsonObject schema)
    {
        var isInteger = schema["type"]!.GetValue<string>() == "integer";
        string[] pairs = ["-9007199254740991 9007199254740991", "-1e300 1e300", "-1e16 -1e5", "999999999999998 1e20", "-7 -7", "12345678901 12345678902", "0 1e18", "-0.4 0.6"];
        string[] tight = ["-1e-15 1e-15", "0.1234 0.12345", "-1e-30 0", "0.000000000000001 0.000000000000002", "-2.0000001 -2", "99.9999999 100.0000001", "1e-16 2e-15"];
        var bounds = (isInteger || random.Below(2) == 0 ? pairs : tight)[random.Below(isInteger ? pairs.Length : tight.Length)].Split(' ');
        schema["minimum"] = JsonNode.Parse(bounds[0]);
        schema["maximum"] = JsonNode.Parse(bounds[1]);
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
            if (random.Below(6) == 0)
            {
                properties[name] = false;
                continue;
            }

            properties[name] = Value(depth - 1);
            if (random.Below(2) == 0)
                required.Add(name);
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required };
        if (random.Below(2) == 0)
            schema["additionalProperties"] = random.Below(2) == 0 ? false : Value(0);
        if (schema["additionalProperties"] is JsonObject)
            schema["maxProperties"] = required.Count + 1;
        if (random.Below(3) == 0)
            schema["minProperties"] = Math.Min(required.Count + random.Below(2), schema["additionalProperties"] is JsonObject ? int.MaxValue : properties.Count(property => property.Value is JsonObject));
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
