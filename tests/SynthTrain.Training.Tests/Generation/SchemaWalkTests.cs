using System.Text;
using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Hashing;
using SynthTrain.Core.JsonSchema;
using SynthTrain.Models.Tokenizers;
using SynthTrain.Training.Generation;
using SynthTrain.Training.Generation.Json;
using SynthTrain.Training.Tests.Support;

namespace SynthTrain.Training.Tests.Generation;

/// <summary>Grammars walked byte by byte at random, without a model: something may always follow, and what is finished is valid.</summary>
[TestClass]
public sealed class SchemaWalkTests
{
    private const string Terms = """{"$ref":"#/$defs/n","$defs":{"n":{"anyOf":[{"type":"number"},{"type":"object","properties":{"op":{"const":"neg"},"left":{"$ref":"#/$defs/n"}},"required":["op","left"]},{"type":"object","properties":{"op":{"const":"add"},"left":{"$ref":"#/$defs/n"},"right":{"$ref":"#/$defs/n"}},"required":["op","left","right"]}]}}}""";

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void Nothing_that_is_begun_comes_to_a_dead_end(int seed)
    {
        var random = new SeededRandom("walks", $"{seed}");
        var finished = 0;
        for (var draw = 0; draw < 250; draw++)
        {
            var schema = new RandomSchemas(random).Next().ToJsonString();
            finished += Walked(schema, random, walks: 4);
        }

        TestContext.WriteLine($"{finished} of 1000 finished");
        Assert.IsGreaterThan(700, finished);
    }

    [TestMethod]
    [DataRow("""{"type":"object","properties":{"a":false,"b":{"type":"null"}}}""")]
    [DataRow("""{"type":"object","properties":{"a":false,"b":{"type":"null"},"c":{"type":"null"}},"minProperties":2}""")]
    [DataRow("""{"type":"object","properties":{"a":false,"ab":false},"additionalProperties":{"type":"boolean"},"minProperties":2,"maxProperties":3}""")]
    [DataRow("""{"type":"number","exclusiveMinimum":0,"maximum":1e-15}""")]
    [DataRow("""{"type":"number","exclusiveMinimum":-1e-15,"exclusiveMaximum":1e-15}""")]
    [DataRow("""{"type":"number","minimum":0.5,"maximum":0.5000000000000001}""")]
    [DataRow("""{"type":"number","minimum":999999999999999.999999999999998}""")]
    [DataRow("""{"type":"integer","exclusiveMinimum":-1.5,"exclusiveMaximum":-0.5}""")]
    [DataRow("""{"type":"object","properties":{"next":{"$ref":"#"},"end":{"type":"null"}},"minProperties":1}""")]
    [DataRow("""{"type":"object","properties":{"never":{"$ref":"#/$defs/n"},"end":{"type":"null"}},"minProperties":1,"$defs":{"n":{"type":"object","properties":{"n":{"$ref":"#/$defs/n"}},"required":["n"]}}}""")]
    [DataRow("""{"anyOf":[{"type":"array","items":{"$ref":"#"},"maxItems":2},{"type":"array","items":{"$ref":"#"},"minItems":1}]}""")]
    [DataRow("""{"type":"array","items":{"enum":["a","b",1,1.0,"ab"]},"uniqueItems":true,"minItems":2}""")]
    [DataRow("""{"items":{"enum":[1,2,3]},"uniqueItems":true,"maxItems":2}""")]
    [DataRow(Terms)]
    public void No_walk_of_a_schema_comes_to_a_dead_end(string schema) => Assert.IsGreaterThan(0, Walked(schema, new("walk", schema), walks: 60));

    [TestMethod]
    public void No_walk_comes_to_a_dead_end_where_one_form_is_written()
    {
        var random = new SeededRandom("walks", "canonical");
        var finished = Enumerable.Range(0, 100).Sum(_ => Walked(new RandomSchemas(random).Next().ToJsonString(), random, walks: 4, isCanonical: true));
        finished += Walked("""{"items":{"enum":["a","b","ab","c"]},"uniqueItems":true,"minItems":2}""", random, walks: 40, isCanonical: true);

        Assert.IsGreaterThan(300, finished);
    }

    [TestMethod]
    [DataRow("""{"properties":{"b":{"type":"null"},"a":{"type":"null"}},"required":["b"],"additionalProperties":{"type":"null"}}""", """{"b":null,"a":null,"c":null}""", """{"a"|{"c"|{"b": |{"b":null, |{"b":null,"c":null,"a":""")]
    [DataRow("""{"items":{"enum":["a","b","c"]},"uniqueItems":true,"minItems":2}""", """["a","c"]""", """["b","a|["c|["a", |["a"]""")]
    [DataRow("""{"items":{"type":"null"}}""", "[null,null]", "[null, ")]
    public void One_form_is_written_where_it_is_asked_for(string schema, string text, string others)
    {
        Assert.IsTrue(After(Automaton(schema, isCanonical: true), text)!.IsComplete);
        foreach (var other in others.Split('|'))
            Assert.IsNull(After(Automaton(schema, isCanonical: true), other), other);
    }

    [TestMethod]
    [DataRow("""{"type":"number","minimum":-9007199254740991,"maximum":9007199254740991}""", "1e")]
    [DataRow("""{"type":"number","minimum":-1e300}""", "1e")]
    [DataRow("""{"properties":{"a":false,"b":{}}}""", """{"a""")]
    [DataRow("""{"properties":{"a":false},"additionalProperties":{}}""", """{"a":""")]
    [DataRow("""{"properties":{"é":{"type":"null"}},"additionalProperties":{}}""", """{"é":1""")]
    [DataRow("""{"type":"number","exclusiveMinimum":0,"maximum":1e-14}""", "0.0000000000000000")]
    [DataRow("""{"type":"number","minimum":1e-30,"maximum":1}""", "0.000000000000000,")]
    [DataRow("""{"type":"object","additionalProperties":{"type":"null"}}""", """{"ab":null,"a":null,"ab":""")]
    [DataRow("""{"items":{"enum":["a","b"]},"uniqueItems":true}""", """["b","b""")]
    [DataRow("""{"items":{"enum":["a","b"]},"uniqueItems":true}""", """["b","a",""")]
    [DataRow("""{"items":{"enum":[1,1.0]},"uniqueItems":true}""", "[1,")]
    public void What_would_be_invalid_may_not_come(string schema, string prefix) => Assert.IsNull(After(Automaton(schema), prefix));

    [TestMethod]
    [DataRow("""{"type":"number","exclusiveMinimum":0,"maximum":1e-20}""", "'#'")]
    [DataRow("""{"type":"object","properties":{"a":false,"b":{}},"minProperties":2}""", "'#'")]
    [DataRow("""{"items":{"enum":[1,2]},"uniqueItems":true,"minItems":3}""", "'#'")]
    [DataRow("""{"items":{"type":"null"},"uniqueItems":true}""", "'/uniqueItems'")]
    [DataRow("""{"type":"object","properties":{"n":{"$ref":"#"}},"required":["n"]}""", "'#'")]
    [DataRow("""{"type":"array","items":{"$ref":"#/$defs/n"},"minItems":1,"$defs":{"n":{"type":"array","items":{"$ref":"#/$defs/n"},"minItems":1}}}""", "'/$defs/n'")]
    public void A_schema_without_a_value_that_ends_is_refused(string schema, string pointer)
    {
        var fault = Assert.ThrowsExactly<SynthException>(() => Automaton(schema));
        Assert.AreEqual(Codes.UnsupportedConstraint, fault.Diagnostics[0].Code);
        StringAssert.Contains(fault.Message, pointer);
    }

    [TestMethod]
    public void Alternatives_that_begin_alike_are_as_many_as_the_grammar_has()
    {
        var automaton = Automaton(Terms);
        for (var depth = 1; depth <= 63; depth++)
        {
            var state = After(automaton, string.Concat(Enumerable.Repeat("""{"left":""", depth)))!;
            Assert.IsLessThan(10, state.Tops.Count);
        }

        Assert.IsLessThan(5000L, automaton.Made);
        Assert.IsTrue(After(automaton, """{"left":{"left":1,"op":"neg"},"op":"add","right":{"op":"neg","left":{"right":2,"left":3,"op":"add"}}}""")!.IsComplete);
        Assert.IsNull(After(automaton, """{"left":{"left":1,"right":2,"op":"neg"""));
    }

    [TestMethod]
    public void Documents_are_no_deeper_than_readers_take_them()
    {
        var automaton = Automaton("true");
        Assert.IsNotNull(After(automaton, new string('[', 64)));
        Assert.IsNull(After(automaton, new string('[', 65)));
        Assert.IsTrue(After(automaton, new string('[', 64) + new string(']', 64))!.IsComplete);
        Assert.IsLessThan(2000L, automaton.Made);
    }

    [TestMethod]
    [DataRow("""{"type":"object"}""", """{"title of it": {"größe": 1, "größer": 2}, "tags": [{"name": "x"}]}""")]
    [DataRow("true", """{"title of it": {"größe": 1, "größer": 2}, "tags": [{"name": "x"}]}""")]
    public void Keys_that_are_free_take_few_states_in_a_vocabulary_of_150_000(string schema, string text)
    {
        var tokenizer = TokenizerLoader.FromHuggingFace(Golden.Require("tokenizers/published/qwen2/tokenizer.json"));
        var automaton = Automaton(schema);
        var table = new TokenTable(TokenBytes.Of(tokenizer), [151643], tokenizer.VocabularySize);
        var constraint = new JsonSchemaConstraint(automaton, table, new(table));
        var allowed = new bool[tokenizer.VocabularySize];
        foreach (var id in tokenizer.Encode(text, addSpecialTokens: false))
        {
            var before = automaton.Made;
            Array.Fill(allowed, value: true);
            constraint.Mask(allowed);
            TestContext.WriteLine($"{tokenizer.IdToToken(id)}: {automaton.Made - before}");
            Assert.IsTrue(allowed[id], tokenizer.IdToToken(id));
            Assert.IsLessThan(100L, automaton.Made - before);
            constraint.Accept(id);
        }

        Assert.IsTrue(constraint.IsComplete);
    }

    [TestMethod]
    public void A_mask_stops_when_it_is_asked_to()
    {
        var automaton = Automaton("true");
        var table = new TokenTable([[(byte)'1']], [], 1);
        var constraint = new JsonSchemaConstraint(automaton, table, new(table));
        Assert.ThrowsExactly<OperationCanceledException>(() => constraint.Mask(new bool[1], cancellation: new CancellationToken(canceled: true)));
    }

    private static JsonAutomaton Automaton(string schema, bool isCanonical = false)
    {
        using var document = JsonDocument.Parse(schema);
        return new(new SchemaCompiler(new(document.RootElement, "schema"), isCanonical).Compile());
    }

    /// <summary>A constraint over single bytes.</summary>
    private static JsonSchemaConstraint Bytes(JsonAutomaton automaton)
    {
        var table = new TokenTable([.. Enumerable.Range(0, 256).Select(value => new[] { (byte)value })], [], 256);
        return new(automaton, table, new(table));
    }

    private static AutomatonState? After(JsonAutomaton automaton, string text)
    {
        var constraint = Bytes(automaton);
        var allowed = new bool[256];
        foreach (var next in Encoding.UTF8.GetBytes(text))
        {
            Array.Fill(allowed, value: true);
            constraint.Mask(allowed);
            if (!allowed[next])
                return null;
            constraint.Accept(next);
        }

        return constraint.State;
    }

    private static int Walked(string schema, SeededRandom random, int walks, bool isCanonical = false)
    {
        var (automaton, validator, finished) = (Automaton(schema, isCanonical), JsonSchema.Load(Encoding.UTF8.GetBytes(schema), "schema"), 0);
        for (var walk = 0; walk < walks; walk++)
        {
            if (Walk(automaton, random) is not { } text)
                continue;
            finished++;
            using var document = JsonDocument.Parse(text);
            var faults = validator.Validate(document.RootElement);
            Assert.IsEmpty(faults, $"{schema}\n{Encoding.UTF8.GetString(text)}\n{(faults.Count > 0 ? faults[0].Message : "")}");
        }

        return finished;
    }

    /// <summary>A document; <see langword="null"/> where it became too long.</summary>
    private static byte[]? Walk(JsonAutomaton automaton, SeededRandom random)
    {
        var (constraint, text, allowed) = (Bytes(automaton), new List<byte>(), new bool[256]);
        while (text.Count < 600)
        {
            Array.Fill(allowed, value: true);
            constraint.Mask(allowed);
            var choices = Enumerable.Range(0, 256).Where(value => allowed[value]).ToArray();
            if (choices.Length == 0 || (constraint.IsComplete && random.Below(3) == 0))
            {
                Assert.IsTrue(constraint.IsComplete, $"nothing may follow '{Encoding.UTF8.GetString([.. text])}'");
                return [.. text];
            }

            var closing = choices.Where(value => "\"]}"u8.Contains((byte)value)).ToArray();
            var pool = closing.Length > 0 && random.Below(2) == 0 ? closing : choices;
            var chosen = pool[random.Below(pool.Length)];
            constraint.Accept(chosen);
            text.Add((byte)chosen);
        }

        return constraint.IsComplete ? [.. text] : null;
    }
}
