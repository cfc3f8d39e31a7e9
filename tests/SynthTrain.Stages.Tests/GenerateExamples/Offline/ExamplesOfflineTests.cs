using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Stages.CliSchemas;
using SynthTrain.Stages.Tests.CliSchemas;
using SynthTrain.Stages.Tests.Support;

namespace SynthTrain.Stages.Tests.GenerateExamples.Offline;

[TestClass]
public sealed class ExamplesOfflineTests
{
    private const string Unknown = """
        cli_name: zug
        description: Trains
        commands:
          - name: ticket-office
            description: Work with tickets
            subcommands:
              - name: book
                description: Book a ticket
                args:
                  - { name: from-station, type: string, required: true, description: Where it starts }
                  - { name: class, type: enum, values: [first, second_quiet], description: Which class }
                  - { name: seats, type: integer, default: 1, description: How many }
                flags:
                  - { name: return-trip, short: r, description: And back }
              - { name: list, description: List tickets }
        """;

    private static readonly CliSchema s_hostile = new("ü {np} (|", "",
    [
        new("日本(語", "",
        [
            new("-", "", [], []),
            new("{do}[a|", "",
                [
                    new("{x}", CliArgumentType.String, "") { IsRequired = true },
                    new("np", CliArgumentType.Integer, "") { IsRequired = true },
                    new("🙂", CliArgumentType.Enum, "") { Values = ["", " ", "{noun}", "é\"'"] },
                ],
                [new("'\\", "_", ""), new("@", null, "")]),
        ]),
        new("s", "", [new("a b", "", [], [])]),
    ]);

    [TestMethod]
    public void A_batch_has_as_many_examples_as_asked_for_and_the_same_every_time()
    {
        var schema = CliSchemaFile.Gh();
        var (command, list) = (schema.Commands[0], schema.Commands[0].Subcommands[0]);
        var answer = Batches.Answer(Batches.Row(schema, command, list, 3));
        Assert.AreEqual(50, JsonElement.Parse(answer).GetArrayLength());
        Assert.AreEqual(answer, Batches.Answer(Batches.Row(schema, command, list, 3)));
        Assert.AreNotEqual(answer, Batches.Answer(Batches.Row(schema, command, list, 4)));
        var preferences = Batches.Row(schema, command, list, 3);
        preferences["use"] = "preferences";
        Assert.AreNotEqual(answer, Batches.Answer(preferences));
    }

    [TestMethod]
    public void Every_example_of_the_samples_obeys_the_rules_and_holds_its_values_letter_by_letter()
    {
        var docker = CliSchemaFile.GitHub.Replace("gh.yaml", "docker.yaml", StringComparison.Ordinal);
        AssertGood(CliSchemaFile.Gh(), Batches.GitHub);
        var schema = CliSchemaFile.Read(File.ReadAllText(docker));
        AssertGood(schema, Batches.All(schema, 2));
    }

    [TestMethod]
    public void A_program_that_no_lexicon_knows_is_spoken_of_in_the_words_of_its_schema()
    {
        var schema = CliSchemaFile.Read(Unknown);
        var examples = Batches.All(schema, 4);
        Assert.HasCount(400, examples);
        AssertGood(schema, examples);
        var said = string.Join('\n', examples.Select(example => example.GetProperty("input").GetString()!.ToLowerInvariant()));
        foreach (var word in new[] { "ticket office", "book", "from station", "second quiet", "return trip", "tickets", "seats" })
            Assert.Contains(word, said);
        Assert.IsGreaterThan(250, examples.Select(example => example.GetProperty("input").GetString()).Distinct().Count());
    }

    [TestMethod]
    public void Odd_names_make_no_example_wrong()
    {
        var examples = Batches.All(s_hostile, 2);
        Assert.HasCount(300, examples);
        foreach (var example in examples)
            Assert.IsNull(Check(s_hostile, example).Reason, example.ToString());
    }

    [TestMethod]
    public void A_row_without_a_schema_gets_no_examples()
    {
        Assert.AreEqual("[]", Batches.Answer(new JsonObject { ["n"] = 3 }));
        Assert.AreEqual("[]", Batches.Answer(new JsonObject { ["n"] = 3, ["schema"] = new JsonObject { ["commands"] = new JsonArray() } }));
    }

    [TestMethod]
    public void A_projects_words_are_laid_over_the_shipped_ones()
    {
        var schema = CliSchemaFile.Read(Unknown);
        var own = (JsonObject)JsonNode.Parse("""
            {
              "objects": { "ticket-office": { "noun": ["fare/fares"] } },
              "actions": { "ticket-office book": { "do!": "reserve\ngrab" } },
              "arguments": { "from-station": { "slot": "city", "post": ["out of {x}"] } },
              "slots": { "city": { "is": ["Qx{pseudo}"] } }
            }
            """)!;
        var said = Batches.All(schema, 1, own).Where(example => example.GetProperty("output").GetProperty("subcommand").GetString() == "book").ToArray();
        Assert.IsTrue(said.Any(example => example.GetProperty("phrasing").GetString()!.Contains("reserve a fare out of {from-station}", StringComparison.Ordinal)), string.Join('\n', said.Select(example => example.GetProperty("phrasing"))));
        Assert.IsTrue(said.Where(example => example.GetProperty("output").GetProperty("args").TryGetProperty("from-station", out _)).All(example => example.GetProperty("output").GetProperty("args").GetProperty("from-station").GetString()!.StartsWith("Qx", StringComparison.Ordinal)));
        Assert.IsFalse(said.Any(example => example.GetProperty("phrasing").GetString()!.StartsWith("book", StringComparison.OrdinalIgnoreCase)));
    }

    private static CliExampleVerdict Check(CliSchema schema, JsonElement example) =>
        new CliExampleRules(schema).Check(example.GetProperty("input").GetString()!, example.GetProperty("output"), example.TryGetProperty("context", out var context) ? context : null);

    private static void AssertGood(CliSchema schema, IReadOnlyList<JsonElement> examples)
    {
        foreach (var example in examples)
        {
            var verdict = Check(schema, example);
            Assert.IsNull(verdict.Reason, $"{verdict.Detail}: {example}");
            Assert.AreEqual(verdict.Output!.ToJsonString(), JsonNode.Parse(example.GetProperty("output").GetRawText())!.ToJsonString(), "the schema's order");
            var said = example.GetProperty("input").GetString()! + (example.TryGetProperty("context", out var context) ? context.ToString() : "");
            var arguments = schema.Commands.SelectMany(command => command.Subcommands.Where(item => command.Name == verdict.Output["command"]!.ToString() && item.Name == verdict.Output["subcommand"]!.ToString())).Single().Arguments;
            foreach (var (name, value) in verdict.Output["args"]!.AsObject())
                Assert.IsTrue(arguments.Single(argument => argument.Name == name).Type == CliArgumentType.Enum || said.Contains(value!.ToString(), StringComparison.Ordinal), example.ToString());
            foreach (var turn in context.ValueKind == JsonValueKind.Array ? context.EnumerateArray() : default)
                Assert.IsNull(Check(schema, turn).Reason, example.ToString());
        }
    }
}
