using System.Text;

namespace SynthTrain.Core.Tests.JsonSchemas;

using SynthTrain.Core.JsonSchema;

/// <summary>Schemas that are refused: where the fault is, and what the message says.</summary>
[TestClass]
public sealed class SchemaFaultTests
{
    [TestMethod]
    public void A_keyword_that_is_not_supported_is_placed_named_and_answered_with_the_list()
    {
        JsonSchemaException fault = Schemas.Refused(
            """
            {
              "properties": {
                "ä/b": { "type": "string", "minLenght": 2 }
              }
            }
            """);
        Assert.AreEqual("test.json", fault.Name);
        Assert.AreEqual(3, fault.Line);
        Assert.AreEqual(32, fault.Column);
        Assert.AreEqual("/properties/ä~1b/minLenght", fault.Pointer);
        StringAssert.StartsWith(
            fault.Message,
            "test.json(3,32): /properties/ä~1b/minLenght: keyword 'minLenght' is not supported; did you mean 'minLength'? supported: $schema, $id,");
    }

    [TestMethod]
    [DataRow("definitions", "rename it, and the references to it")]
    [DataRow("dependencies", "dependentRequired and dependentSchemas")]
    [DataRow("additionalItems", "prefixItems")]
    [DataRow("nullable", "add \"null\" to type")]
    [DataRow("$dynamicRef", "use $ref")]
    [DataRow("$vocabulary", "remove it")]
    public void A_keyword_of_another_dialect_gets_its_own_advice(string keyword, string advice) =>
        StringAssert.Contains(Schemas.Refused($$"""{"{{keyword}}": {} }""").Message, advice);

    [TestMethod]
    [DataRow("""{"type": "text"}""", 10, "type 'text' does not exist; allowed: null, boolean, object")]
    [DataRow("""{"type": ["string", "string"]}""", 10, "type names 'string' twice; remove one")]
    [DataRow("""{"type": []}""", 10, "type is an empty array")]
    [DataRow("""{"minLength": -1}""", 15, "minLength is -1; give an integer that is 0 or more")]
    [DataRow("""{"maxItems": 1.5}""", 14, "maxItems is 1.5; give an integer that is 0 or more")]
    [DataRow("""{"minContains": "x"}""", 17, "minContains is 'x'; give an integer")]
    [DataRow("""{"minimum": "3"}""", 13, "minimum is '3'; give a number")]
    [DataRow("""{"multipleOf": 0}""", 16, "multipleOf 0 is not allowed; give a number greater than 0")]
    [DataRow("""{"required": ["a", 1]}""", 14, "give an array of strings")]
    [DataRow("""{"required": ["a", "a"]}""", 14, "required names 'a' twice")]
    [DataRow("""{"dependentRequired": {"a": "b"}}""", 29, "dependentRequired has 'b'; give an array of strings")]
    [DataRow("""{"enum": []}""", 10, "enum is an empty array")]
    [DataRow("""{"enum": "a"}""", 10, "enum is 'a'; give an array")]
    [DataRow("""{"allOf": []}""", 11, "allOf is []; give an array of at least one schema")]
    [DataRow("""{"properties": []}""", 16, "properties is []; give an object whose values are schemas")]
    [DataRow("""{"items": 3}""", 11, "3 is not a schema; give an object, true or false")]
    [DataRow("""{"uniqueItems": "yes"}""", 17, "uniqueItems is 'yes'; give true or false")]
    [DataRow("""{"title": 1}""", 11, "title is 1; give a string")]
    [DataRow("""{"pattern": "a("}""", 13, "pattern 'a(' has a '(' without ')'")]
    [DataRow("""{"patternProperties": {"[z-a]": true}}""", 24, "pattern '[z-a]' has a range in reverse order")]
    [DataRow("""{"$schema": "http://json-schema.org/draft-07/schema#"}""", 13, "write the schema for 'https://json-schema.org/draft/2020-12/schema'")]
    [DataRow("""{"$id": "#a"}""", 9, "has a fragment; use $anchor")]
    [DataRow("""{"$anchor": "1a"}""", 13, "$anchor '1a' is not a name")]
    [DataRow("""{"$ref": "#/$defs/b", "$defs": {"a": true}}""", 10, "does not lead to a schema; there are '#/$defs/a'")]
    [DataRow("""{"$ref": "#/enum/0", "enum": [{}]}""", 10, "does not lead to a schema")]
    [DataRow("""{"$ref": "#b", "$defs": {"a": {"$anchor": "x"}}}""", 10, "names an $anchor that does not exist; there are '#/$defs/a', '#x'")]
    [DataRow("""{"$ref": "other.json"}""", 10, "leads out of the document, and nothing is fetched")]
    [DataRow("""{"$ref": "https://example.com/a"}""", 10, "leads out of the document, and nothing is fetched")]
    public void A_value_that_is_not_allowed_is_placed_and_explained(string schema, int column, string text)
    {
        JsonSchemaException fault = Schemas.Refused(schema);
        StringAssert.Contains(fault.Message, text);
        Assert.AreEqual((1, column), (fault.Line, fault.Column));
    }

    [TestMethod]
    [DataRow("{\n  \"type\": \"string\",\n}", 3, 1)]
    [DataRow("{\n  \"title\": \"ä\" x", 2, 16)]
    [DataRow("", 1, 1)]
    [DataRow("{\n \"a\": 1,\n \"a\": 2}", 3, 2)]
    public void Text_that_is_not_json_is_placed(string schema, int line, int column)
    {
        JsonSchemaException fault = Schemas.Refused(schema);
        Assert.AreEqual((line, column), (fault.Line, fault.Column), fault.Message);
    }

    [TestMethod]
    public void Bytes_that_are_not_utf8_are_refused() =>
        Assert.ThrowsExactly<JsonSchemaException>(() => JsonSchema.Load(new byte[] { (byte)'"', 0xFF, (byte)'"' }, "x"));

    [TestMethod]
    public void A_byte_order_mark_is_skipped() =>
        Assert.IsTrue(JsonSchema.Load(Encoding.UTF8.GetPreamble().Concat("{}"u8.ToArray()).ToArray(), "x").IsValid(Schemas.Json("1")));

    [TestMethod]
    public void Two_schemas_with_one_id_are_refused() =>
        StringAssert.Contains(Schemas.Refused("""{"$defs": {"a": {"$id": "x"}, "b": {"$id": "x"}}}""").Message, "is taken by another schema");

    [TestMethod]
    [DataRow("""{"$ref": "#"}""", "'#' → '#'")]
    [DataRow("""{"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"not": {"$ref": "#/$defs/a"}}}}""", "'#/$defs/a' → '#/$defs/b' → '#/$defs/b/not' → '#/$defs/a'")]
    [DataRow("""{"anyOf": [{"type": "null"}, {"$ref": "#"}]}""", "'#' → '#/anyOf/1' → '#'")]
    [DataRow("""{"dependentSchemas": {"a": {"$ref": "#"}}}""", "'#' → '#/dependentSchemas/a' → '#'")]
    public void A_circle_on_one_value_is_refused_and_shown_as_a_chain(string schema, string chain) =>
        StringAssert.Contains(Schemas.Refused(schema).Message, chain);

    [TestMethod]
    public void Every_keyword_listed_is_accepted()
    {
        foreach (string keyword in JsonSchema.SupportedKeywords.Concat(JsonSchema.AnnotationKeywords))
        {
            if (Array.Exists(["1", "\"x\"", "true", "[\"string\"]", "[{}]", "{}", "\"#/$defs/a\"", "\"https://json-schema.org/draft/2020-12/schema\""], Accepts))
                continue;
            Assert.Fail($"{keyword} is listed and not accepted");

            bool Accepts(string value)
            {
                string definitions = keyword == "$defs" ? string.Empty : ", \"$defs\": {\"a\": {}}";
                try
                {
                    Schemas.Load($$"""{"{{keyword}}": {{value}}{{definitions}}}""");
                    return true;
                }
                catch (JsonSchemaException)
                {
                    return false;
                }
            }
        }
    }
}
