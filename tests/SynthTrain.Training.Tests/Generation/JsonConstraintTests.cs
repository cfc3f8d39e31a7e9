using System.Diagnostics;
using System.Text;
using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Hashing;
using SynthTrain.Core.JsonSchema;
using SynthTrain.Models.Tokenizers;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Generation;
using SynthTrain.Training.Generation.Json;
using SynthTrain.Training.Tests.Support;

namespace SynthTrain.Training.Tests.Generation;

/// <summary>Answers of models with random weights, which say anything: what the constraint lets them say is held against the validator, which passes the official test suite.</summary>
[TestClass]
public sealed class JsonConstraintTests
{
    private const int MostTokens = 160;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("mistral", 120, 1)]
    [DataRow("mistral-window", 90, 2)]
    [DataRow("qwen2-bias", 90, 3)]
    public void Every_answer_is_valid(string name, int draws, int seed)
    {
        using var model = Ending(name);
        var random = new SeededRandom("schemas", $"{seed}");
        var tokens = 0;
        for (var draw = 0; draw < draws; draw++)
        {
            var text = new RandomSchemas(random).Next().ToJsonString();
            var grammar = JsonGrammar.OfSchema(Encoding.UTF8.GetBytes(text), "random", model);
            var constraint = grammar.Start();
            var answer = new TextGenerator(model).Answer([1, 5 + draw], new() { MaxTokens = MostTokens, Temperature = draw % 4 == 0 ? 0 : 1.3, Seed = draw }, constraint);
            tokens += answer.Ids.Count;
            Assert.AreEqual(AnswerEnd.Stop, answer.Finish, text);
            using var document = JsonDocument.Parse(answer.Text, new() { MaxDepth = 500 });
            var faults = JsonSchema.Load(Encoding.UTF8.GetBytes(text), "random").Validate(document.RootElement);
            Assert.IsEmpty(faults, $"{text}\n{answer.Text}\n{(faults.Count > 0 ? faults[0].Message : "")}");
        }

        TestContext.WriteLine($"{name}: {draws} answers, {tokens} tokens");
    }

    [TestMethod]
    public void Any_json_is_json()
    {
        using var model = Ending("mistral");
        var grammar = JsonGrammar.OfAnyJson(model);
        for (var seed = 0; seed < 40; seed++)
        {
            var answer = new TextGenerator(model).Answer([1, 7], new() { MaxTokens = 60, Temperature = 1, Seed = seed }, grammar.Start());
            JsonDocument.Parse(answer.Text).Dispose();
        }
    }

    [TestMethod]
    [DataRow("""{"type":"object","properties":{"b":{"type":"integer"},"a":{"type":"string"}},"required":["a"]}""", """{"a": "x", "b": 2}""")]
    [DataRow("""{"type":"object","properties":{"b":{"type":"integer"},"a":{"type":"string"}},"required":["a"]}""", """{"b":2,"a":"\ud83d\ude00 ü \u00e9 \"\\"}""")]
    [DataRow("""{"type":"array","items":{"type":"number","minimum":-2,"exclusiveMaximum":10}}""", "[-2, -1.999, 0, 9.999, 3.5]")]
    [DataRow("""{"type":"integer","minimum":95,"maximum":1203}""", "1203")]
    [DataRow("""{"type":"number"}""", "-12.5e-07")]
    [DataRow("""{"$ref":"#/$defs/n","$defs":{"n":{"anyOf":[{"type":"null"},{"type":"array","items":{"$ref":"#/$defs/n"}}]}}}""", "[[], [null, [null]]]")]
    [DataRow("""{"type":"object","additionalProperties":{"type":"boolean"}}""", """{"größe":true,"b": false}""")]
    public void A_valid_document_is_let_through_and_then_ends(string schema, string document)
    {
        using var model = Ending("mistral");
        var constraint = JsonGrammar.OfSchema(Encoding.UTF8.GetBytes(schema), "schema", model).Start();
        foreach (var id in model.Tokenizer.Encode(document, addSpecialTokens: false))
        {
            Assert.IsTrue(Allowed(model, constraint)[id], $"'{model.Tokenizer.IdToToken(id)}'");
            constraint.Accept(id);
        }

        Assert.IsTrue(constraint.IsComplete);
        Assert.IsTrue(Allowed(model, constraint)[model.EndTokens[0]]);
    }

    [TestMethod]
    [DataRow("""{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}""", "{}")]
    [DataRow("""{"type":"object","properties":{"a":{}},"additionalProperties":true}""", """{"a":1,"a":2}""")]
    [DataRow("""{"type":"object"}""", """{"q":1,"q":2}""")]
    [DataRow("""{"type":"integer","minimum":95,"maximum":1203}""", "1204")]
    [DataRow("""{"type":"integer"}""", "-0")]
    [DataRow("""{"type":"integer"}""", "012")]
    [DataRow("""{"type":"string","maxLength":2}""", "\"abc\"")]
    [DataRow("""{"type":"string"}""", "\"\\ud83d\"")]
    [DataRow("""{"type":"string"}""", "\"a\nb\"")]
    [DataRow("""{"enum":["red","green"]}""", "\"rod\"")]
    [DataRow("""{"type":"array","minItems":2}""", "[1]")]
    public void An_invalid_document_is_stopped(string schema, string document)
    {
        using var model = Ending("mistral");
        var constraint = JsonGrammar.OfSchema(Encoding.UTF8.GetBytes(schema), "schema", model).Start();
        foreach (var id in model.Tokenizer.Encode(document, addSpecialTokens: false))
        {
            if (!Allowed(model, constraint)[id])
                return;
            constraint.Accept(id);
        }

        Assert.IsFalse(constraint.IsComplete);
    }

    [TestMethod]
    public void A_finished_document_allows_the_end_tokens_only()
    {
        using var model = Ending("mistral");
        var constraint = JsonGrammar.OfSchema("""{"type":"boolean"}"""u8.ToArray(), "schema", model).Start();
        foreach (var id in model.Tokenizer.Encode("true", addSpecialTokens: false))
            constraint.Accept(id);
        var allowed = Allowed(model, constraint);
        CollectionAssert.AreEquivalent(model.EndTokens.ToArray(), Enumerable.Range(0, allowed.Length).Where(id => allowed[id]).ToArray());
    }

    [TestMethod]
    [DataRow("""{"type":"object","properties":{"a":{"type":"string","pattern":"^a"}}}""", "'/properties/a/pattern'")]
    [DataRow("""{"type":"array","uniqueItems":true}""", "'/uniqueItems'")]
    [DataRow("""{"anyOf":[{"type":"string"},{"not":{"type":"null"}}]}""", "'/anyOf/1/not'")]
    [DataRow("""{"oneOf":[{"type":"integer"},{"type":"number"}]}""", "'/oneOf/1'")]
    [DataRow("""{"allOf":[{"type":"object"},{"required":["a"]}]}""", "'/allOf'")]
    [DataRow("""{"type":"number","multipleOf":0.1}""", "'/multipleOf'")]
    [DataRow("""{"type":"integer","exclusiveMinimum":1,"exclusiveMaximum":2}""", "'#'")]
    public void What_cannot_be_enforced_is_named(string schema, string pointer)
    {
        using var model = Ending("mistral");
        var fault = Assert.ThrowsExactly<SynthException>(() => JsonGrammar.OfSchema(Encoding.UTF8.GetBytes(schema), "schema.json", model));
        Assert.AreEqual(Codes.UnsupportedConstraint, fault.Diagnostics[0].Code);
        StringAssert.Contains(fault.Message, pointer);
    }

    [TestMethod]
    public void A_vocabulary_of_150_000_tokens_goes_through_a_document()
    {
        var tokenizer = TokenizerLoader.FromHuggingFace(Golden.Require("tokenizers/published/qwen2/tokenizer.json"));
        using var schema = JsonDocument.Parse("""{"type":"object","properties":{"title":{"type":"string","maxLength":60},"tags":{"type":"array","items":{"type":"string"}},"count":{"type":"integer"}},"required":["title"]}""");
        var tree = new SchemaTree(schema.RootElement, "schema");
        var automaton = new JsonAutomaton(new SchemaCompiler(tree).Compile());
        var table = new TokenTable(TokenBytes.Of(tokenizer), [151643], tokenizer.VocabularySize);
        var costs = new CompletionCosts(table);
        var allowed = new bool[tokenizer.VocabularySize];
        var times = new List<double>();
        for (var again = 0; again < 2; again++)
        {
            var constraint = new JsonSchemaConstraint(automaton, table, costs);
            foreach (var id in tokenizer.Encode("""{"title": "List all closed pull requests of größe 10", "count": 12, "tags": ["git", "€"]}""", addSpecialTokens: false))
            {
                Array.Fill(allowed, value: true);
                var started = Stopwatch.GetTimestamp();
                constraint.Mask(allowed);
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                Assert.IsTrue(allowed[id], tokenizer.IdToToken(id));
                constraint.Accept(id);
            }

            Assert.IsTrue(constraint.IsComplete);
            TestContext.WriteLine($"masks of {times.Count} tokens: mean {times.Average():f2} ms, most {times.Max():f1} ms");
            times.Clear();
        }
    }

    private static bool[] Allowed(LoadedModel model, JsonSchemaConstraint constraint)
    {
        var allowed = new bool[model.Config.VocabularySize];
        Array.Fill(allowed, value: true);
        constraint.Mask(allowed);
        return allowed;
    }

    private static LoadedModel Ending(string name)
    {
        var open = GoldenModel.Open($"models/{name}");
        return new() { Decoder = open.Decoder, Tokenizer = open.Tokenizer, EndTokens = [2] };
    }
}
