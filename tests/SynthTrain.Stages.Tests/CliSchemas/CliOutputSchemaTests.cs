using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Hashing;
using SynthTrain.Core.JsonSchema;
using SynthTrain.Core.Jsonl;
using SynthTrain.Stages.CliSchemas;
using SynthTrain.Stages.Evaluate;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Generation;

namespace SynthTrain.Stages.Tests.CliSchemas;

/// <summary>The schema of answers, held against the rules, the validator and the constraint of writing.</summary>
[TestClass]
public sealed class CliOutputSchemaTests
{
    private static readonly Lazy<LoadedModel> s_model = new(() => BaseModelOpener.OpenFolder(Golden.Require("models/mistral")));

    private static readonly Lazy<CliSchema> s_gh = new(CliSchemaFile.Gh);
    private static readonly Lazy<JsonSchema> s_validator = new(() => Validator(s_gh.Value));
    private static readonly Lazy<JsonGrammar> s_free = new(() => Grammar(s_gh.Value, isCanonical: false));
    private static readonly Lazy<JsonGrammar> s_canonical = new(() => Grammar(s_gh.Value, isCanonical: true));

    [TestMethod]
    public void Every_kind_of_answer_is_valid_and_written_token_by_token()
    {
        var schema = s_gh.Value;
        var (answers, rules) = (0, new CliExampleRules(schema));
        foreach (var answer in Answers(schema, new SeededRandom("answers", "gh")))
        {
            var text = JsonText.ToText(answer);
            answers++;
            Assert.IsEmpty(s_validator.Value.Validate(Element(text)), text);
            Assert.IsNull(rules.Check($"x 5 said {text}", Element(text)).Reason, text);
            Assert.IsNull(Stopped(s_canonical.Value, text), text);
            Assert.IsNull(Stopped(s_free.Value, text), text);
        }

        Assert.IsGreaterThan(100, answers);
    }

    [TestMethod]
    [DataRow("""{"command":"pr","subcommand":"fork","args":{},"flags":[]}""")]
    [DataRow("""{"command":"pr","subcommand":"list","args":{"state":"draft"},"flags":[]}""")]
    [DataRow("""{"command":"pr","subcommand":"list","args":{"limit":"5"},"flags":[]}""")]
    [DataRow("""{"command":"pr","subcommand":"list","args":{"limit":5.5},"flags":[]}""")]
    [DataRow("""{"command":"pr","subcommand":"list","args":{"title":"x"},"flags":[]}""")]
    [DataRow("""{"command":"pr","subcommand":"list","args":{"author":""},"flags":[]}""")]
    [DataRow("""{"command":"pr","subcommand":"list","args":{},"flags":["fill"]}""")]
    [DataRow("""{"command":"pr","subcommand":"list","args":{},"flags":["web","web"]}""")]
    [DataRow("""{"command":"pr","subcommand":"list","args":{},"flags":[],"missing":["number"]}""")]
    [DataRow("""{"command":"pr","subcommand":"list","args":{}}""")]
    [DataRow("""{"command":"pr","subcommand":"merge","args":{},"flags":[]}""")]
    [DataRow("""{"command":"pr","subcommand":"merge","args":{},"flags":[],"missing":[]}""")]
    [DataRow("""{"command":"pr","subcommand":"merge","args":{"number":3},"flags":[],"missing":["number"]}""")]
    [DataRow("""{"command":"pr","subcommand":"merge","args":{},"flags":[],"missing":["method"]}""")]
    [DataRow("""{"command":"issue","subcommand":"comment","args":{"number":3},"flags":[],"missing":["number","body"]}""")]
    [DataRow("""{"command":"pr","subcommand":"diff","args":{"number":3},"flags":["web"]}""")]
    [DataRow("""{"command":"pr","subcommand":"diff","args":{"number":3},"flags":[],"why":1}""")]
    public void A_wrong_answer_is_invalid_and_cannot_be_written(string answer)
    {
        Assert.IsNotEmpty(s_validator.Value.Validate(Element(answer)));
        Assert.IsNotNull(Stopped(s_free.Value, answer));
    }

    [TestMethod]
    [DataRow("""{"command": "pr","subcommand":"list","args":{},"flags":[]}""")]
    [DataRow("""{"command":"pr", "subcommand":"list","args":{},"flags":[]}""")]
    [DataRow("""{"subcommand":"list","command":"pr","args":{},"flags":[]}""")]
    [DataRow("""{"command":"pr","subcommand":"list","args":{"limit":5,"author":"x"},"flags":[]}""")]
    [DataRow("""{"command":"pr","subcommand":"list","args":{},"flags":["web","draft"]}""")]
    [DataRow("""{"command":"pr","subcommand":"list","args":{},"flags":["draft", "web"]}""")]
    public void What_is_valid_in_another_form_is_not_written_where_one_form_is_asked_for(string answer)
    {
        Assert.IsEmpty(s_validator.Value.Validate(Element(answer)));
        Assert.IsNull(Stopped(s_free.Value, answer));
        Assert.IsNotNull(Stopped(s_canonical.Value, answer));
    }

    [TestMethod]
    public void Evaluation_holds_answers_to_the_one_form_as_a_chat_does()
    {
        var constraint = Constraints.Of(CliOutputSchema.ToUtf8(s_gh.Value).ToArray(), "output.schema.json")(s_model.Value);

        Assert.IsNull(Stopped((JsonSchemaConstraint)constraint(), """{"command":"pr","subcommand":"list","args":{"author":"x","limit":5},"flags":[]}"""));
        Assert.IsNotNull(Stopped((JsonSchemaConstraint)constraint(), """{"command":"pr","subcommand":"list","args":{"limit":5,"author":"x"},"flags":[]}"""));
        Assert.IsNotNull(Stopped((JsonSchemaConstraint)constraint(), """{"subcommand":"list","command":"pr","args":{},"flags":[]}"""));
    }

    [TestMethod]
    public void A_model_that_knows_nothing_writes_valid_compact_answers()
    {
        var schema = CliSchemaFile.Read("cli_name: a\ncommands:\n  - name: b\n    subcommands:\n      - {name: c, args: [{name: d, type: integer}, {name: e, type: enum, values: [f, g h], required: true}], flags: [{name: i}, {name: j}]}\n      - {name: k}\n");
        var (validator, grammar, finished) = (Validator(schema), Grammar(schema, isCanonical: true), 0);
        for (var seed = 0; seed < 12; seed++)
        {
            var answer = new TextGenerator(s_model.Value).Answer([1, 5 + seed], new() { MaxTokens = 120, Temperature = 1, Seed = seed }, grammar.Start());
            if (answer.Finish == AnswerEnd.Length)
                continue;
            finished++;
            var text = answer.Text.TrimStart();
            Assert.IsEmpty(validator.Validate(Element(text)), text);
            Assert.AreEqual(JsonText.ToText(JsonNode.Parse(text)!), text);
            CollectionAssert.AreEqual(new[] { "command", "subcommand", "args", "flags" }, Element(text).EnumerateObject().Select(field => field.Name).Take(4).ToArray());
        }

        Assert.IsGreaterThan(5, finished);
    }

    [TestMethod]
    public void Many_required_arguments_do_not_multiply_the_schema()
    {
        var args = string.Join(", ", Enumerable.Range(1, 12).Select(i => $"{{name: a{i}, type: integer, required: true}}"));
        var schema = CliSchemaFile.Read($"cli_name: a\ncommands: [{{name: b, subcommands: [{{name: c, args: [{args}]}}]}}]\n");
        var answer = """{"command":"b","subcommand":"c","args":{"a1":1},"flags":[],"missing":["a2","a3","a4","a5","a6","a7","a8","a9","a10","a11","a12"]}""";

        Assert.HasCount(2, CliOutputSchema.Of(schema)["anyOf"]!.AsArray());
        Assert.IsEmpty(Validator(schema).Validate(Element(answer)));
        Assert.IsNull(Stopped(Grammar(schema, isCanonical: true), answer));
    }

    /// <summary>Of each subcommand answers with some arguments and flags, and one for each set of required arguments that may be absent.</summary>
    private static IEnumerable<JsonObject> Answers(CliSchema schema, SeededRandom random)
    {
        foreach (var (command, subcommand) in schema.Commands.SelectMany(command => command.Subcommands.Select(subcommand => (command, subcommand))))
        {
            for (var draw = 0; draw < 6; draw++)
            {
                var given = subcommand.Arguments.Where(_ => draw == 0 || random.Below(2) == 0).ToList();
                var answer = new JsonObject
                {
                    ["command"] = command.Name,
                    ["subcommand"] = subcommand.Name,
                    ["args"] = new JsonObject(given.Select(argument => KeyValuePair.Create(argument.Name, Value(argument, random)))),
                    ["flags"] = new JsonArray([.. subcommand.Flags.Where(_ => random.Below(2) == 0).Select(flag => JsonValue.Create(flag.Name))]),
                };
                if (subcommand.Arguments.Where(argument => argument.IsRequired && !given.Contains(argument)).ToList() is { Count: > 0 } missing)
                    answer["missing"] = new JsonArray([.. missing.Select(argument => JsonValue.Create(argument.Name))]);
                yield return answer;
            }
        }
    }

    private static JsonNode? Value(CliArgument argument, SeededRandom random) => argument.Type switch
    {
        CliArgumentType.Integer => random.Below(100_000),
        CliArgumentType.Enum => argument.Values[random.Below(argument.Values.Count)],
        _ => "said",
    };

    private static JsonSchema Validator(CliSchema schema) => JsonSchema.Load(CliOutputSchema.ToUtf8(schema), "output.schema.json");

    private static JsonGrammar Grammar(CliSchema schema, bool isCanonical) => JsonGrammar.OfSchema(CliOutputSchema.ToUtf8(schema), "output.schema.json", s_model.Value, isCanonical);

    private static JsonElement Element(string json) => JsonDocument.Parse(json).RootElement.Clone();

    /// <summary>The first token that may not come, or that the end may not come; null = the answer can be written.</summary>
    private static string? Stopped(JsonGrammar grammar, string answer) => Stopped(grammar.Start(), answer);

    private static string? Stopped(JsonSchemaConstraint constraint, string answer)
    {
        var model = s_model.Value;
        var allowed = new bool[model.Config.VocabularySize];
        foreach (var id in model.Tokenizer.Encode(answer, addSpecialTokens: false))
        {
            Array.Fill(allowed, value: true);
            constraint.Mask(allowed);
            if (!allowed[id])
                return model.Tokenizer.IdToToken(id);
            constraint.Accept(id);
        }

        return constraint.IsComplete ? null : "the end";
    }
}
