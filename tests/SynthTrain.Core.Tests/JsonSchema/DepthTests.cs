using System.Text.Json;

namespace SynthTrain.Core.Tests.JsonSchemas;

using SynthTrain.Core.JsonSchema;

/// <summary>Depth is refused with an error, never with a crash, and never turned into "valid" by not or anyOf.</summary>
[TestClass]
public sealed class DepthTests
{
    private const string Tree = """{"items": {"$ref": "#"}}""";

    [TestMethod]
    public void A_recursive_schema_takes_what_is_nested_a_hundred_deep() =>
        Assert.IsTrue(Schemas.Load(Tree).IsValid(Schemas.Json(Nested(100))));

    [TestMethod]
    [DataRow(Tree)]
    [DataRow("""{"anyOf": [{"items": {"$ref": "#"}}, true]}""")]
    [DataRow("""{"not": {"items": {"not": {"$ref": "#"}}}}""")]
    [DataRow("""{"items": {"$ref": "#"}, "unevaluatedItems": false}""")]
    [DataRow("""{"contains": {"$ref": "#"}}""")]
    public void An_instance_nested_too_deep_gives_an_error(string schema)
    {
        JsonElement deep = Schemas.Json(Nested(3_000));
        IReadOnlyList<JsonSchemaError> errors = Schemas.Load(schema).Validate(deep);
        Assert.AreEqual("depth", errors.Single().Keyword);
        StringAssert.Contains(errors.Single().Message, "is nested too deep: more than 512 schemas or values inside one another; make it flatter");
        Assert.IsFalse(Schemas.Load(schema).IsValid(deep));
    }

    [TestMethod]
    public void Comparing_values_nested_too_deep_gives_an_error()
    {
        string deep = Nested(3_000);
        Assert.AreEqual("depth", Schemas.Load("""{"uniqueItems": true}""").Validate(Schemas.Json($"[{deep}, {deep}]")).Single().Keyword);
        string nine = string.Join(',', Enumerable.Repeat(deep, 9));
        Assert.AreEqual("depth", Schemas.Load("""{"uniqueItems": true}""").Validate(Schemas.Json($"[{nine}]")).Single().Keyword);
    }

    [TestMethod]
    public void A_small_stack_is_enough()
    {
        JsonSchema schema = Schemas.Load("""{"allOf": [{"items": {"anyOf": [{"$ref": "#"}]}}], "unevaluatedItems": false}""");
        JsonElement deep = Schemas.Json(Nested(3_000));
        IReadOnlyList<JsonSchemaError> errors = [];
        Thread thread = new(() => errors = schema.Validate(deep), 256 * 1024);
        thread.Start();
        thread.Join();
        Assert.AreEqual("depth", errors.Single().Keyword);
    }

    [TestMethod]
    public void A_chain_of_references_longer_than_the_limit_gives_an_error()
    {
        string links = string.Join(',', Enumerable.Range(0, 5_000).Select(i => $$"""
            "d{{i}}": {"$ref": "#/$defs/d{{i + 1}}"}
            """));
        JsonSchema schema = Schemas.Load($$"""{"$ref": "#/$defs/d0", "$defs": { {{links}}, "d5000": true } }""");
        Assert.AreEqual("depth", schema.Validate(Schemas.Json("1")).Single().Keyword);
    }

    [TestMethod]
    public void A_schema_nested_too_deep_is_refused() =>
        Assert.ThrowsExactly<JsonSchemaException>(() => Schemas.Load(
            string.Concat(Enumerable.Repeat("""{"not": """, 10_000)) + "true" + new string('}', 10_000)));

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);
}
