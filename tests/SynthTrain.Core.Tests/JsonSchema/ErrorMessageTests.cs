namespace SynthTrain.Core.Tests.JsonSchemas;

using SynthTrain.Core.JsonSchema;

/// <summary>Errors are read by people and by language models: path, fault, advice.</summary>
[TestClass]
public sealed class ErrorMessageTests
{
    [TestMethod]
    [DataRow("""{"type": ["integer", "null"]}""", "\"abc\"", "(root): 'abc' is of type string, allowed: integer, null; change its type")]
    [DataRow("""{"enum": ["a", 1, {"b": 2}]}""", "\"x\"", """(root): 'x' is not in the enum; use one of 'a', 1, {"b": 2}""")]
    [DataRow("""{"const": 3}""", "4", "(root): 4 is not the const 3; use that")]
    [DataRow("""{"minimum": 5}""", "3", "(root): 3 is less than minimum 5; use that or more")]
    [DataRow("""{"exclusiveMaximum": 5}""", "5.0", "(root): 5.0 is not less than exclusiveMaximum 5; use less")]
    [DataRow("""{"multipleOf": 0.1}""", "0.25", "(root): 0.25 does not fit multipleOf 0.1; use a multiple of it")]
    [DataRow("""{"minLength": 2}""", "\"🐲\"", "(root): '🐲' is shorter than minLength 2; lengthen it")]
    [DataRow("""{"pattern": "^a$"}""", "\"b\\n\"", "(root): 'b ' does not match the pattern '^a$'; rewrite it to match")]
    [DataRow("""{"minItems": 2}""", "[]", "(root): has 0 items, fewer than minItems 2; add 2")]
    [DataRow("""{"items": {"type": "null"}}""", "[null, 1]", "/1: 1 is of type number, allowed: null; change its type")]
    [DataRow("""{"prefixItems": [true], "items": false}""", "[1, 2]", "/1: item 1 is not allowed by items; remove it")]
    [DataRow("""{"contains": {"const": 1}}""", "[2]", "(root): has 0 items that match contains, 1 or more are needed; add 1")]
    [DataRow("""{"uniqueItems": true}""", "[1, 2, 1.0]", "(root): items 0 and 2 are equal; remove one")]
    [DataRow("""{"required": ["a"]}""", "{}", "(root): required property 'a' is missing; add it")]
    [DataRow("""{"additionalProperties": false}""", """{"x/y": 1}""", "/x~1y: property 'x/y' is not allowed by additionalProperties; remove it")]
    [DataRow("""{"unevaluatedProperties": false}""", """{"x": 1}""", "/x: property 'x' is not allowed by unevaluatedProperties; remove it")]
    [DataRow("""{"propertyNames": {"maxLength": 1}}""", """{"xy": 1}""", "(root): property name 'xy' is not allowed: 'xy' is longer than maxLength 1; shorten it")]
    [DataRow("""{"dependentRequired": {"a": ["b"]}}""", """{"a": 1}""", "(root): property 'b' is missing, which 'a' asks for; add it")]
    [DataRow("""{"not": {}}""", "1", "(root): 1 matches the schema under not; change it so that it does not")]
    [DataRow("""{"oneOf": [{}, true]}""", "1", "(root): 1 matches the alternatives 1 and 2 of oneOf; make it match exactly one")]
    [DataRow("false", "[]", "(root): [] is not allowed here: the schema is false; remove it")]
    public void One_fault_gives_one_message(string schema, string instance, string expected) =>
        CollectionAssert.AreEqual(new[] { expected }, Schemas.Messages(schema, instance));

    [TestMethod]
    public void An_error_carries_pointer_and_keyword_apart_from_the_message()
    {
        JsonSchema schema = Schemas.Load("""{"properties": {"days": {"items": {"properties": {"title": {"maxLength": 2}}}}}}""");
        JsonSchemaError error = schema.Validate(Schemas.Json("""{"days": [{"title": "xyz"}]}""")).Single();
        Assert.AreEqual(new JsonSchemaError("/days/0/title", "maxLength", "/days/0/title: 'xyz' is longer than maxLength 2; shorten it"), error);
    }

    [TestMethod]
    public void The_alternative_of_the_right_type_is_named_as_the_nearest()
    {
        string[] messages = Schemas.Messages(
            """{"anyOf": [{"type": "null"}, {"type": "object", "required": ["a"]}]}""",
            "{}");
        CollectionAssert.AreEqual(
            new[] { "(root): {} matches none of the 2 alternatives of anyOf; nearest is alternative 2, where (root): required property 'a' is missing; add it" },
            messages);
    }

    [TestMethod]
    public void The_alternative_with_the_right_discriminator_is_named_as_the_nearest()
    {
        string[] messages = Schemas.Messages(
            """
            {"oneOf": [
              {"properties": {"kind": {"const": "a"}}, "required": ["kind"]},
              {"properties": {"kind": {"const": "b"}, "x": {"type": "string"}, "y": {"type": "string"}}}
            ]}
            """,
            """{"kind": "b", "x": 1, "y": 2}""");
        StringAssert.Contains(messages.Single(), "nearest is alternative 2, where /x: 1 is of type number");
    }

    [TestMethod]
    public void Errors_stop_at_the_maximum_and_keep_document_order()
    {
        JsonSchema schema = Schemas.Load("""{"items": {"type": "string"}}""");
        string instance = $"[{string.Join(',', Enumerable.Range(0, 50))}]";
        CollectionAssert.AreEqual(
            new[] { "/0", "/1", "/2" },
            schema.Validate(Schemas.Json(instance), maxErrors: 3).Select(error => error.InstancePath).ToArray());
        Assert.HasCount(20, schema.Validate(Schemas.Json(instance)));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => schema.Validate(Schemas.Json("1"), 0));
    }

    [TestMethod]
    public void Long_values_are_cut_and_never_inside_a_surrogate_pair()
    {
        string message = Schemas.Messages("""{"maxLength": 1}""", $"\"{new string('a', 59)}🐲🐲\"").Single();
        Assert.AreEqual($"(root): '{new string('a', 59)}…' is longer than maxLength 1; shorten it", message);
    }

    [TestMethod]
    public void Members_whose_schema_failed_are_not_called_unevaluated_too() => CollectionAssert.AreEqual(
        new[] { "/a: 1 is of type number, allowed: string; change its type" },
        Schemas.Messages("""{"properties": {"a": {"type": "string"}}, "unevaluatedProperties": false}""", """{"a": 1}"""));

    [TestMethod]
    public void An_empty_element_is_a_fault_of_the_caller() =>
        Assert.ThrowsExactly<ArgumentException>(() => Schemas.Load("true").Validate(default));
}
