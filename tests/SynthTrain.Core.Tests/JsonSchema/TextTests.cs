namespace SynthTrain.Core.Tests.JsonSchemas;

/// <summary>Strings and names, however they are written.</summary>
[TestClass]
public sealed class TextTests
{
    [TestMethod]
    [DataRow("""{"const": "a/b"}""", """ "\u0061\/b" """, true)]
    [DataRow("""{"enum": ["é"]}""", """ "\u00e9" """, true)]
    [DataRow("""{"properties": {"ab": false}}""", """{"\u0061b": 1}""", false)]
    [DataRow("""{"required": ["a\"b"]}""", """{"a\u0022b": 1}""", true)]
    [DataRow("""{"const": {"a": 1, "b": 2}}""", """{"b": 2, "\u0061": 1.0}""", true)]
    [DataRow("""{"maxLength": 1}""", """ "\ud83d\udc32" """, true)]
    [DataRow("""{"minLength": 3}""", """ "🐲🐲" """, false)]
    [DataRow("""{"propertyNames": {"const": "a"}}""", """{"\u0061": 1}""", true)]
    [DataRow("""{"uniqueItems": true}""", """["a", "\u0061"]""", false)]
    public void Escapes_mean_what_they_stand_for(string schema, string instance, bool expected) =>
        Assert.AreEqual(expected, Schemas.IsValid(schema, instance));

    [TestMethod]
    [DataRow("""{"minLength": 2, "pattern": "^a.$"}""", """ "a\ud83d" """)]
    [DataRow("""{"const": "\udc32"}""", """ "\udc32" """)]
    [DataRow("""{"enum": ["x", "\udc32"], "uniqueItems": true}""", """ "\udc32" """)]
    [DataRow("""{"properties": {"\ud83d": {"type": "null"}}, "additionalProperties": false, "required": ["\ud83d"]}""", """{"\ud83d": null}""")]
    [DataRow("""{"propertyNames": {"maxLength": 1}}""", """{"\ud83d": null}""")]
    [DataRow("""{"uniqueItems": true}""", """["\ud83d", "\ud83e", {"\ud83d": 1}, {"\ud83e": 1}, 1, 2, 3, 4, 5]""")]
    public void Half_a_surrogate_pair_is_a_character_and_no_crash(string schema, string instance) =>
        Assert.IsTrue(Schemas.IsValid(schema, instance));

    [TestMethod]
    public void Half_a_surrogate_pair_in_an_error_is_no_crash() =>
        Assert.HasCount(2, Schemas.Messages("""{"additionalProperties": {"maxLength": 0}, "minProperties": 2}""", """{"\ud83d": "\udc32"}"""));

    [TestMethod]
    public void Texts_longer_than_the_scratch_space_are_whole()
    {
        string text = new('ä', 5_000);
        Assert.IsTrue(Schemas.IsValid("""{"minLength": 5000, "maxLength": 5000, "pattern": "^ä+$"}""", $"\"{text}\""));
        Assert.IsTrue(Schemas.IsValid($$"""{"properties": {"{{text}}": true}, "additionalProperties": false}""", $$"""{"{{text}}": 1}"""));
    }
}
