using System.Text;
using System.Text.Json;
using SynthTrain.Core.Hashing;
using SynthTrain.Core.JsonSchema;
using SynthTrain.Training.Generation;
using SynthTrain.Training.Generation.Json;

namespace SynthTrain.Training.Tests.Generation;

/// <summary>Documents that get no token more than what is said to suffice, written by who wants to go on for ever.</summary>
[TestClass]
public sealed class CompletionTests
{
    private static readonly byte[][] s_bytes = [.. Enumerable.Range(0, 256).Select(value => new[] { (byte)value })];

    /// <summary>Bytes, and texts that cross from one part of a document into the next.</summary>
    private static readonly byte[][] s_crossing = [.. s_bytes, .. new[] { "{\"", "\":", "\",\"", "\":{\"", "[[", "]]", "},{", "null", "12", ", ", "é", "\"é", "a\":1,\"b", "\\ud8" }.Select(Encoding.UTF8.GetBytes)];

    [TestMethod]
    [DataRow(1, false)]
    [DataRow(2, true)]
    public void Any_document_comes_to_its_end_in_what_suffices(int seed, bool isCanonical)
    {
        var random = new SeededRandom("completions", $"{seed}");
        for (var draw = 0; draw < 150; draw++)
            Write(new RandomSchemas(random).Next().ToJsonString(), draw % 2 == 0 ? s_bytes : s_crossing, random, isCanonical);
    }

    [TestMethod]
    [DataRow("true", 1)]
    [DataRow("""{"type":"object","additionalProperties":{"type":"boolean"}}""", 2)]
    [DataRow("""{"type":"object","properties":{"":false,"a":false},"additionalProperties":{"type":"null"},"minProperties":4}""", 37)]
    [DataRow("""{"type":"object","properties":{"b":{"type":"null"},"a":{"type":"null"},"c":{"type":"null"}},"required":["a"],"minProperties":2}""", 19)]
    [DataRow("""{"items":{"enum":["abc","b","ab","c"]},"uniqueItems":true,"minItems":2}""", 9)]
    [DataRow("""{"type":"array","items":{"type":"integer","minimum":-12,"maximum":-10},"minItems":3}""", 13)]
    [DataRow("""{"type":"string","minLength":3}""", 5)]
    [DataRow("""{"type":"number","exclusiveMinimum":0.25,"exclusiveMaximum":0.3}""", 4)]
    [DataRow("""{"type":"number","minimum":999999999999999.999999999999998}""", 31)]
    [DataRow("""{"type":"integer","minimum":1000000000}""", 10)]
    [DataRow("""{"type":"number","exclusiveMinimum":-1e-15,"exclusiveMaximum":1e-15}""", 1)]
    [DataRow("""{"$ref":"#/$defs/n","$defs":{"n":{"anyOf":[{"type":"array","items":{"$ref":"#/$defs/n"},"minItems":2},{"type":"object","properties":{"l":{"$ref":"#/$defs/n"},"r":{"type":"null"}},"required":["r"]}]}}}""", 10)]
    public void The_shortest_document_in_bytes_is_known(string schema, int bytes)
    {
        Assert.AreEqual(bytes, Constraint(schema, s_bytes, isCanonical: false).Least);
        Write(schema, s_bytes, new("shortest", schema), isCanonical: false);
        Write(schema, s_crossing, new("shortest", schema), isCanonical: true);
    }

    [TestMethod]
    public void Given_texts_take_the_fewest_tokens()
    {
        byte[][] tokens = [.. s_bytes, "\"com"u8.ToArray(), "mand"u8.ToArray(), "\"comm"u8.ToArray(), "and\""u8.ToArray()];
        // { "comm and" : 1 }
        Assert.AreEqual(6, Constraint("""{"properties":{"command":{"type":"integer"}},"required":["command"]}""", tokens, isCanonical: false).Least);
    }

    [TestMethod]
    public void Of_a_vocabulary_that_lacks_a_byte_nothing_is_known()
    {
        var constraint = Constraint("""{"type":"object"}""", [.. s_bytes.Where(token => token[0] != '}')], isCanonical: false);
        Assert.AreEqual(0, constraint.Least);
        constraint.Mask(new bool[255], left: 1);
    }

    /// <summary>Each time the token is taken that says most, as long as any may come.</summary>
    private static void Write(string schema, byte[][] tokens, SeededRandom random, bool isCanonical)
    {
        for (var again = 0; again < 3; again++)
        {
            var (constraint, text, allowed) = (Constraint(schema, tokens, isCanonical), new List<byte>(), new bool[tokens.Length]);
            for (var left = constraint.Least + random.Below(25); left > 0; left--)
            {
                Array.Fill(allowed, value: true);
                constraint.Mask(allowed, left);
                var choices = Enumerable.Range(0, tokens.Length).Where(token => allowed[token]).ToList();
                if (choices.Count == 0)
                    break;
                var letters = choices.FindAll(token => !"\"]},"u8.Contains(tokens[token][0]));
                var pool = letters.Count > 0 && random.Below(8) > 0 ? letters : choices;
                var token = pool[random.Below(pool.Count)];
                constraint.Accept(token);
                text.AddRange(tokens[token]);
            }

            var written = Encoding.UTF8.GetString([.. text]);
            Assert.IsTrue(constraint.IsComplete, $"{schema}\n{written}");
            using var document = JsonDocument.Parse(written);
            Assert.IsEmpty(JsonSchema.Load(Encoding.UTF8.GetBytes(schema), "schema").Validate(document.RootElement), $"{schema}\n{written}");
        }
    }

    private static JsonSchemaConstraint Constraint(string schema, byte[][] tokens, bool isCanonical)
    {
        using var document = JsonDocument.Parse(schema);
        var table = new TokenTable(tokens, [], tokens.Length);
        return new(new(new SchemaCompiler(new(document.RootElement, "schema"), isCanonical).Compile()), table, new(table));
    }
}
