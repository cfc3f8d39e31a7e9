using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Teachers;
using SynthTrain.Stages.GenerateExamples;
using SynthTrain.Stages.Tests.Support;

namespace SynthTrain.Stages.Tests.GenerateExamples;

[TestClass]
public sealed class GenerateExamplesStageTests
{
    private const string Good = """[{"input":"list","output":{"command":"box","subcommand":"list","args":{},"flags":[]}}]""";

    [TestMethod]
    public async Task The_prompt_shows_one_subcommand_the_number_and_the_focus()
    {
        var asking = new OfflineRows(_ => OfflineRows.Reply(Good));
        await asking.Run(new GenerateExamplesStage(), Input(30).Context());
        var request = asking.Asked[1];
        Assert.AreEqual("examples", request.Task);
        Assert.AreEqual(1, request.Sample);
        Assert.Contains("name: \"drop\"", request.Messages.Single().Content);
        Assert.DoesNotContain("name: \"list\"", request.Messages[0].Content);
        Assert.Contains("Give 10 examples. Lean to ", request.Messages[0].Content);
        Assert.Contains("[{\"input\": \"…\"}]", request.Messages[0].Content);
        Assert.AreEqual("box-drop-0001", request.Source!.Value.GetProperty("id").GetString());
        Assert.AreEqual("drop", request.Source.Value.GetProperty("schema").GetProperty("commands")[0].GetProperty("subcommands")[0].GetProperty("name").GetString());
    }

    [TestMethod]
    public async Task Rows_carry_the_batch_id_and_what_the_teacher_gave()
    {
        const string Reply = """[{"input":"a","output":{"x":1},"phrasing":"p","context":[],"note":"n"},7,{"output":null},{"input":[1e400],"output":12345678901234567890123}]""";
        var rows = await new OfflineRows(request => OfflineRows.Reply(request.RowId == "box-list-0001" ? Reply : Good)).Run(new GenerateExamplesStage(), Input(30).Context());
        CollectionAssert.AreEqual(
            new[]
            {
                """{"id":"box-list-0001-01","use":"examples","command":"box","subcommand":"list","input":"a","output":{"x":1},"phrasing":"p","context":[]}""",
                """{"id":"box-list-0001-02","use":"examples","command":"box","subcommand":"list","input":"","output":7}""",
                """{"id":"box-list-0001-03","use":"examples","command":"box","subcommand":"list","input":"","output":null}""",
                """{"id":"box-list-0001-04","use":"examples","command":"box","subcommand":"list","input":[1e400],"output":12345678901234567890123}""",
            },
            rows.Take(4).Select(row => row.GetRawText()).ToArray());
    }

    [TestMethod]
    [DataRow("```json\n[{\"input\":\"a\",\"output\":1}]\n```", "stop")]
    [DataRow("Sure, here they are:\n[{\"input\":\"a\",\"output\":1}]\nAnything else?", "stop")]
    [DataRow("<think>[{\"input\":\"draft\"},{\"input\":\"draft\"}]</think>[{\"input\":\"a\",\"output\":1}]", "stop")]
    [DataRow("[{\"input\":\"a\",\"output\":1}]", "length")]
    public async Task An_array_is_found_in_what_stands_around_it(string text, string finish)
    {
        var rows = await Ask(text, finish);
        Assert.AreEqual("a", rows.Rows.Single().GetProperty("input").GetString());
        Assert.IsEmpty(rows.Rejected);
    }

    [TestMethod]
    [DataRow("", "stop", "empty")]
    [DataRow("[]", "stop", "empty")]
    [DataRow("I'm sorry, but I can't help with that.", "stop", "refusal")]
    [DataRow("[]", "content_filter", "refusal")]
    [DataRow("Here are 50 examples.", "stop", "not_json")]
    [DataRow("{\"input\":\"a\",\"output\":1}", "stop", "not_json")]
    [DataRow("[{\"input\":\"a\",\"output\":NaN}]", "stop", "not_json")]
    [DataRow("[{\"input\":\"a\",\"input\":\"b\",\"output\":1}]", "stop", "not_json")]
    [DataRow("[{\"input\":\"a\",\"output\":1},{\"inp", "stop", "not_json")]
    [DataRow("[{\"input\":\"a\",\"output\":1},{\"inp", "length", "length")]
    [DataRow("```json\n[{\"input\":\"a\",\"output\":1},{\"inp", "length", "length")]
    [DataRow("For example [{\"input\":\"a\",\"output\":1}]. And now all of them: ", "length", "length")]
    [DataRow("[{\"input\":\"a \\ud83d\",\"output\":1}]", "stop", "not_json")]
    public async Task A_reply_without_a_whole_array_rejects_its_batch(string text, string finish, string reason)
    {
        var (rows, rejected) = await Ask(text, finish);
        Assert.IsEmpty(rows);
        Assert.AreEqual(reason, rejected.Single().Reason);
        Assert.AreEqual(reason == "length", rejected[0].Detail!.Contains("SynthExamplesPerCall", StringComparison.Ordinal));
    }

    [TestMethod]
    [DataRow("[{\"input\":\"a\",\"output\":1},{\"input\":\"b\",\"input\":\"c\"},{\"input\":\"d\"}]", "{\"input\":\"b\",\"input\":\"c\"}")]
    [DataRow("Here: [ {\"input\":\"a\"}, {\"input\":\"]\\\",{\\ud83d\"} , {\"input\":\"d\"}, ] Done.", "{\"input\":\"]\\\",{\\ud83d\"}")]
    [DataRow("<think>[{}]</think>{\"examples\": [{\"input\":\"a\"},{\"output\":NaN},{\"input\":\"d\"}]}", "{\"output\":NaN}")]
    public async Task One_element_that_is_no_json_costs_itself_alone(string text, string broken)
    {
        var (rows, rejected) = await Ask(text, "stop");
        Assert.IsEmpty(rejected);
        CollectionAssert.AreEqual(new[] { "a", "", "d" }, rows.Select(row => Text(row, "input")).ToArray());
        Assert.AreEqual(broken, Text(rows[1], "output"));
    }

    [TestMethod]
    public async Task A_list_with_a_name_is_a_list_and_an_example_with_turns_is_none()
    {
        var (rows, _) = await Ask("{\"examples\":[{\"input\":\"a\"},{\"input\":\"b\"}],\"n\":2}", "stop");
        CollectionAssert.AreEqual(new[] { "a", "b" }, rows.Select(row => Text(row, "input")).ToArray());
        foreach (var text in new[] { "{\"input\":\"a\",\"context\":[{\"input\":\"b\"}]}", "{\"input\":\"a\",\"input\":\"c\",\"context\":[{\"input\":\"b\"}]}", "{\"a\":[{}],\"b\":[{}]}", "{\"flags\":[\"web\"]}", "<think>[{\"input\":\"a\"},{\"b\":NaN}]" })
            Assert.AreEqual("not_json", (await Ask(text, "stop")).Rejected.Single().Reason, text);
    }

    [TestMethod]
    public void No_names_share_an_id()
    {
        const string Schema = """
            cli_name: "a"
            commands:
              - { name: "pr-list", subcommands: [{ name: "all" }, { name: "x" }] }
              - { name: "pr", subcommands: [{ name: "list-all" }, { name: "list.all" }, { name: "list-x" }] }
              - { name: "pr.list", subcommands: [{ name: "all" }, { name: "all.4" }] }
              - { name: "pr-list.all", subcommands: [{ name: "b" }] }
              - { name: "pr-list.all-b", subcommands: [{ name: "4" }] }
              - { name: "pr-list.all.b", subcommands: [{ name: "4" }] }
              - { name: "a.b-c", subcommands: [{ name: "d" }] }
              - { name: "a.b", subcommands: [{ name: "c-d" }, { name: "c.d" }] }
              - { name: "a", subcommands: [{ name: "b-c-d" }, { name: "b-c.d" }, { name: "b.c-d" }, { name: "b.c.d" }] }
              - { name: "a-b", subcommands: [{ name: "c.d" }, { name: "c-d" }] }
              - { name: "preferences", subcommands: [{ name: "pr-list" }, { name: "pr-list-all" }] }
            """;
        var batches = Batches(Input(40, Schema).WithOption("pairs", "40"));
        Assert.IsGreaterThan(30, batches.Count);
        CollectionAssert.AllItemsAreUnique(batches.Select(batch => Text(batch, "id")).ToArray());
    }

    [TestMethod]
    public void Batches_share_the_count_and_all_of_it()
    {
        var batches = Batches(Input(1000).WithOption("per_call", "30").WithOption("pairs", "60"));
        Assert.AreEqual(1000, batches.Where(batch => Text(batch, "use") == "examples").Sum(batch => batch.GetProperty("n").GetInt32()));
        Assert.AreEqual(72, batches.Where(batch => Text(batch, "use") == "preferences").Sum(batch => batch.GetProperty("n").GetInt32()));
        var bySubcommand = batches.Where(batch => Text(batch, "use") == "examples").CountBy(batch => Text(batch, "subcommand")).ToDictionary();
        Assert.IsGreaterThan(bySubcommand["drop"], bySubcommand["list"]);
        CollectionAssert.AreEqual(new[] { "box-list-0001", "box-drop-0001", "lid-find-0001", "box-list-0002" }, batches.Take(4).Select(batch => Text(batch, "id")).ToArray());
        CollectionAssert.AllItemsAreUnique(batches.Select(batch => Text(batch, "id")).ToArray());
    }

    [TestMethod]
    [DataRow("7", "0", 7)]
    [DataRow("7", "33", 10)]
    [DataRow("100", "33", 133)]
    [DataRow("7", "1000", 77)]
    public void The_spare_prompts_are_a_part_of_the_pairs_rounded_up(string pairs, string spare, int expected) =>
        Assert.AreEqual(expected, Batches(Input(30).WithOption("pairs", pairs).WithOption("spare", spare)).Where(batch => Text(batch, "use") == "preferences").Sum(batch => batch.GetProperty("n").GetInt32()));

    [TestMethod]
    [DataRow("-1")]
    [DataRow("1001")]
    [DataRow("a few")]
    public void A_spare_part_out_of_range_is_an_error(string spare)
    {
        var fault = Assert.ThrowsExactly<SynthException>(() => new GenerateExamplesStage().Validate(Input(30).WithOption("spare", spare).Context())).Diagnostics.Single();
        Assert.AreEqual(Codes.BadOption, fault.Code);
        Assert.Contains($"'{spare}'", fault.Message);
    }

    [TestMethod]
    public void Every_axis_that_fits_is_leant_to_in_turns()
    {
        var batches = Batches(Input(3000)).ToLookup(batch => Text(batch, "subcommand"), batch => Text(batch, "focus"));
        Assert.HasCount(7, batches["list"].Distinct().ToArray());
        Assert.HasCount(7, batches["drop"].Distinct().ToArray());
        Assert.IsFalse(batches["list"].Any(focus => focus.Contains("required", StringComparison.Ordinal)));
        Assert.IsFalse(batches["drop"].Any(focus => focus.Contains("optional", StringComparison.Ordinal)));
        Assert.HasCount(7, batches["drop"].Take(7).Distinct().ToArray());
    }

    [TestMethod]
    [DataRow("\"shut\"]", "\"shut\", \"lost\"]", "list")]
    [DataRow("Its name", "The name on it", "find")]
    [DataRow("name: \"number\", type: \"integer\", required: true", "name: \"number\", type: \"integer\", default: 1", "drop")]
    public void A_changed_argument_touches_the_batches_of_its_subcommand_alone(string old, string now, string touched)
    {
        var before = Batches(Input(600));
        var after = Batches(Input(600, CliText.Schema.Replace(old, now, StringComparison.Ordinal)));
        var same = before.Select(batch => batch.GetRawText()).Intersect(after.Select(batch => batch.GetRawText())).Count();
        Assert.AreEqual(before.Count(batch => Text(batch, "subcommand") != touched), same);
    }

    [TestMethod]
    public void A_new_argument_changes_no_batch_that_the_others_keep()
    {
        var before = Batches(Input(600)).ToDictionary(batch => Text(batch, "id"), batch => batch.GetRawText());
        var after = Batches(Input(600, CliText.Schema.TrimEnd() + "\n" + """          - { name: "size", type: "integer", description: "How large" }""")).ToLookup(batch => Text(batch, "subcommand") == "find");
        Assert.IsTrue(after[false].All(batch => before[Text(batch, "id")] == batch.GetRawText()));
        Assert.IsFalse(after[true].Any(batch => before.GetValueOrDefault(Text(batch, "id")) == batch.GetRawText()));
        Assert.AreEqual(before.Count, after[false].Count() + after[true].Count());
    }

    [TestMethod]
    public void A_larger_count_only_appends_batches()
    {
        var before = Batches(Input(600)).Select(batch => batch.GetRawText()).ToArray();
        var after = Batches(Input(900)).Select(batch => batch.GetRawText()).ToArray();
        Assert.IsGreaterThan(before.Length, after.Length);
        Assert.HasCount(before.Length, before.Intersect(after).ToArray());
    }

    [TestMethod]
    public void Subcommands_whose_names_run_together_have_ids_of_their_own()
    {
        const string Schema = """
            cli_name: "a"
            commands:
              - { name: "pr-list", subcommands: [{ name: "all" }] }
              - { name: "pr", subcommands: [{ name: "list-all" }] }
            """;
        CollectionAssert.AreEquivalent(new[] { "pr-list.all-0001", "pr.list-all-0001" }, Batches(Input(2, Schema)).Select(batch => Text(batch, "id")).ToArray());
    }

    [TestMethod]
    public void The_lexicon_goes_to_the_offline_teacher_alone()
    {
        var input = Input(20).WithText("lexicon", "actions:\n  list: { do: [show, print] }\n");
        Assert.AreEqual("print", Batches(input)[0].GetProperty("lexicon").GetProperty("actions").GetProperty("list").GetProperty("do")[1].GetString());
        var model = new TeacherDefinition { Name = "m", Provider = "openai", Models = ["m"] };
        Assert.IsFalse(Batches(input, model)[0].TryGetProperty("lexicon", out _));
    }

    [TestMethod]
    public async Task Figures_count_by_command_and_use()
    {
        var asking = new OfflineRows(_ => OfflineRows.Reply(Good));
        await asking.Run(new GenerateExamplesStage(), Input(30).WithOption("pairs", "2").Context());
        CollectionAssert.AreEqual(
            new[] { KeyValuePair.Create("examples", "3"), KeyValuePair.Create("preference prompts", "3"), KeyValuePair.Create("by command", "box 2, lid 1") }, asking.Figures.ToArray());
    }

    [TestMethod]
    public void All_faults_of_the_input_come_at_once()
    {
        var input = new DistillStage().WithText("schema", CliText.Schema.Replace("\"integer\"", "\"whole\"", StringComparison.Ordinal)).WithText("template", "Give {n} of {what}.")
            .WithOption("count", "0").WithOption("per_call", "many");
        var codes = Assert.ThrowsExactly<SynthException>(() => new GenerateExamplesStage().Validate(input.Context())).Diagnostics.Select(fault => fault.Code).ToArray();
        Assert.HasCount(2, codes.Where(code => code == Codes.BadOption).ToArray());
        Assert.HasCount(2, codes.Where(code => code == Codes.BadPromptTemplate).ToArray());
        Assert.Contains(Codes.BadCliSchema, codes);
    }

    private static async Task<(IReadOnlyList<JsonElement> Rows, IReadOnlyList<(string Id, string Reason, string? Detail)> Rejected)> Ask(string text, string finish)
    {
        var asking = new OfflineRows(_ => OfflineRows.Reply(text, finish));
        var rows = await asking.Run(new GenerateExamplesStage(), Input(1, "cli_name: \"a\"\ncommands:\n  - { name: \"b\", subcommands: [{ name: \"c\" }] }\n").Context());
        return (rows, asking.Rejected);
    }

    private static DistillStage Input(int count, string schema = CliText.Schema) =>
        new DistillStage().WithText("schema", schema).WithText("template", CliText.Template).WithOption("count", count.ToString(System.Globalization.CultureInfo.InvariantCulture)).WithOption("per_call", "10");

    private static IReadOnlyList<JsonElement> Batches(DistillStage input, TeacherDefinition? teacher = null) =>
        [.. new GenerateExamplesStage().Prepare(input.Context(teacher)).Source.Select(row => row.Json)];

    private static string Text(JsonElement row, string field) => row.GetProperty(field).GetString()!;
}
