using System.Text;
using System.Text.Json;

namespace SynthTrain.Core.Tests.JsonSchemas;

using SynthTrain.Core.JsonSchema;

/// <summary>One schema serves many rows: on many threads, without garbage, and apart from the bytes it was read from.</summary>
[TestClass]
public sealed class ReuseTests
{
    private const string Row = """
        {
          "type": "object", "required": ["id", "tags", "turns"], "additionalProperties": false,
          "properties": {
            "id": {"type": "string", "pattern": "^[a-z]+-\\d+$", "maxLength": 40},
            "score": {"type": "number", "minimum": 0, "multipleOf": 0.01},
            "tags": {"type": "array", "uniqueItems": true, "items": {"enum": ["a", "b", "c"]}},
            "turns": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/turn"}}
          },
          "$defs": {"turn": {
            "oneOf": [{"properties": {"role": {"const": "user"}}}, {"properties": {"role": {"const": "assistant"}}, "required": ["role"]}],
            "properties": {"role": true, "text": {"type": "string", "minLength": 1}}, "unevaluatedProperties": false
          }}
        }
        """;

    private const string Good = """
        {"id": "row-17", "score": 0.75, "tags": ["a", "c"], "turns": [{"role": "user", "text": "hé"}, {"role": "assistant", "text": "ho"}]}
        """;

    [TestMethod]
    public void Threads_may_share_a_schema()
    {
        JsonSchema schema = Schemas.Load(Row);
        Parallel.For(0, 2_000, i =>
        {
            bool good = i % 2 == 0;
            JsonElement row = Schemas.Json(good ? Good : Good.Replace("\"b\"", "\"a\"", StringComparison.Ordinal).Replace("\"c\"", "\"a\"", StringComparison.Ordinal));
            Assert.AreEqual(good, schema.IsValid(row));
            Assert.HasCount(good ? 0 : 1, schema.Validate(row));
        });
    }

    [TestMethod]
    public void A_valid_row_costs_less_than_a_kilobyte()
    {
        JsonSchema schema = Schemas.Load(Row);
        JsonElement row = Schemas.Json(Good);
        for (int i = 0; i < 200; i++)
            schema.Validate(row);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
            Assert.IsEmpty(schema.Validate(row));
        long perRow = (GC.GetAllocatedBytesForCurrentThread() - before) / 1_000;
        Assert.IsLessThan(1_024, perRow);
    }

    [TestMethod]
    public void The_bytes_may_change_after_loading()
    {
        byte[] bytes = Encoding.UTF8.GetBytes("""{"const": "abc", "minimum": 3}""");
        JsonSchema schema = JsonSchema.Load(bytes, "x");
        Array.Fill(bytes, (byte)' ');
        Assert.IsTrue(schema.IsValid(Schemas.Json("\"abc\"")));
    }

    [TestMethod]
    public void Random_arrays_are_unique_exactly_when_no_two_items_are_equal()
    {
        JsonSchema schema = Schemas.Load("""{"uniqueItems": true}""");
        Random random = new(7);
        string[][] spellings = [["1", "1.0", "10e-1"], ["\"a\"", "\"\\u0061\""], ["[1]", "[1.0]"], ["{\"x\":1,\"y\":null}", "{\"y\":null,\"x\":1e0}"],
            ["null"], ["true"], ["false"], ["0", "-0.0"], ["\"\""], ["[]"], ["{}"], ["1000", "1e3"], ["[null]"], ["\"1\""], ["{\"y\":1}"], ["2"]];
        for (int i = 0; i < 2_000; i++)
        {
            int[] drawn = [.. Enumerable.Range(0, random.Next(0, 14)).Select(_ => random.Next(spellings.Length))];
            string instance = $"[{string.Join(',', drawn.Select(kind => spellings[kind][random.Next(spellings[kind].Length)]))}]";
            Assert.AreEqual(drawn.Distinct().Count() == drawn.Length, schema.IsValid(Schemas.Json(instance)), instance);
        }
    }

    [TestMethod]
    public void Validity_and_errors_always_agree()
    {
        Random random = new(11);
        string[] schemas = ["""{"type": "integer"}""", """{"minimum": 2}""", """{"maxLength": 1}""", """{"required": ["a"]}""", """{"items": {"type": "null"}}""",
            """{"properties": {"a": false}}""", """{"properties": {"b": {}}, "unevaluatedProperties": false}""", """{"contains": {"const": 1}, "unevaluatedItems": false}""", "true", "false"];
        JsonElement[] instances = [.. new[] { "1", "2.5", "\"x\"", "\"xy\"", "{}", """{"a":1}""", """{"b":1}""", """{"a":1,"b":2}""", "[1]", "[null,1]", "[]", "null" }.Select(Schemas.Json)];
        for (int i = 0; i < 1_500; i++)
        {
            JsonSchema schema = Schemas.Load(Compose(3));
            JsonElement instance = instances[random.Next(instances.Length)];
            Assert.AreEqual(schema.IsValid(instance), schema.Validate(instance).Count == 0);
            JsonSchema opposite = Schemas.Load($$"""{"not": {{Compose(2)}}}""");
            Assert.AreEqual(opposite.IsValid(instance), opposite.Validate(instance).Count == 0);
        }

        string Compose(int depth) => random.Next(depth == 0 ? 1 : 6) switch
        {
            1 => $$"""{"allOf": [{{Compose(depth - 1)}}, {{Compose(depth - 1)}}], "unevaluatedProperties": {{Compose(0)}}}""",
            2 => $$"""{"anyOf": [{{Compose(depth - 1)}}, {{Compose(depth - 1)}}], "unevaluatedItems": {{Compose(0)}}}""",
            3 => $$"""{"oneOf": [{{Compose(depth - 1)}}, {{Compose(depth - 1)}}]}""",
            4 => $$"""{"not": {{Compose(depth - 1)}}}""",
            5 => $$"""{"if": {{Compose(depth - 1)}}, "then": {{Compose(depth - 1)}}, "else": {{Compose(depth - 1)}}}""",
            _ => schemas[random.Next(schemas.Length)],
        };
    }
}
