using System.Text;
using System.Text.Json;

namespace SynthTrain.Core.Tests.JsonSchemas;

using SynthTrain.Core.JsonSchema;

/// <summary>Whatever comes in: a schema loads or is refused with a place, an instance is valid or gets errors; nothing else is thrown.</summary>
[TestClass]
public sealed class FuzzTests
{
    private static readonly string[] Seeds =
    [
        """{"$id": "urn:a:b", "type": ["object", "null"], "properties": {"a": {"$ref": "#/$defs/x"}, "\ud83d": {"$ref": "#y"}}, "$defs": {"x": {"$anchor": "y", "pattern": "^(?<n>[^a-c]+)\\k<n>\\p{L}{2,3}$"}}}""",
        """{"$id": "a/b.json", "items": {"$id": "c", "minimum": -1.5e3, "multipleOf": 0.01}, "prefixItems": [{"$ref": "c"}, false], "uniqueItems": true, "contains": {"const": {"k": [1]}}, "maxContains": 2}""",
        """{"anyOf": [{"enum": ["a", null, 1.0]}, {"maxLength": 3}], "not": {"required": ["z"]}, "if": {"type": "array"}, "then": {"minItems": 1}, "else": true, "dependentRequired": {"a": ["b"]}, "unevaluatedProperties": false}""",
    ];

    private static readonly string[] Shards =
        ["\"", "{", "}", "[", "]", ",", ":", "\\", "\\u", "\\ud83d", "null", "-", "1e9", "#", "/", "~", "$ref", "\"$ref\":", "%zz", "é", "🐲", "(", "?", "*", "+", "|", "\n", " "];

    [TestMethod]
    public void Damaged_schemas_load_or_are_refused_with_a_place()
    {
        Random random = new(3);
        int loaded = 0, refused = 0;
        for (int i = 0; i < 6_000; i++)
        {
            string text = Damage(Seeds[i % Seeds.Length], random);
            try
            {
                JsonSchema schema = Schemas.Load(text);
                schema.Validate(Schemas.Json("""{"a": "xx", "b": [1, "\ud83d", {"k": [1]}]}"""));
                loaded++;
            }
            catch (JsonSchemaException fault)
            {
                int lines = text.Count(c => c == '\n') + 1;
                Assert.IsTrue(fault.Line >= 1 && fault.Line <= lines && fault.Column >= 1 && fault.Column <= text.Length + 1, fault.Message);
                refused++;
            }
        }

        Assert.IsTrue(loaded > 100 && refused > 1_000, $"loaded {loaded}, refused {refused}");
    }

    [TestMethod]
    public void Damaged_instances_never_throw()
    {
        Random random = new(5);
        JsonSchema[] schemas = [.. Seeds.Select(Schemas.Load)];
        int tried = 0;
        for (int i = 0; i < 6_000; i++)
        {
            JsonElement instance;
            try
            {
                instance = JsonDocument.Parse(Encoding.UTF8.GetBytes(Damage(Seeds[i % Seeds.Length], random))).RootElement;
            }
            catch (JsonException)
            {
                continue;
            }

            tried++;
            foreach (JsonSchema schema in schemas)
                Assert.AreEqual(schema.IsValid(instance), schema.Validate(instance).Count == 0);
        }

        Assert.IsGreaterThan(300, tried);
    }

    private static string Damage(string text, Random random)
    {
        StringBuilder result = new(text);
        for (int n = random.Next(1, 3); n > 0; n--)
        {
            int at = random.Next(result.Length);
            int kind = random.Next(3);
            if (kind > 0)
                result.Remove(at, Math.Min(random.Next(1, 4), result.Length - at));
            if (kind < 2)
                result.Insert(at, Shards[random.Next(Shards.Length)]);
        }

        return result.ToString();
    }
}
