using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Stages.SplitExamples;
using SynthTrain.Stages.Tests.Support;
using SynthTrain.Stages.Text;
using static SynthTrain.Stages.Tests.SplitExamples.ExampleKit;

namespace SynthTrain.Stages.Tests.SplitExamples;

[TestClass]
public sealed class SplitExamplesStageTests
{
    [TestMethod]
    [DataRow(1UL)]
    [DataRow(2UL)]
    [DataRow(3UL)]
    public void Every_row_is_in_exactly_one_set_or_rejected(ulong seed)
    {
        var rows = Generate(seed, 600, names: seed != 2);
        using var kit = With(rows);
        var result = kit.Split();
        var ids = AllSets.Append("rejected").SelectMany(kit.Ids).ToArray();
        CollectionAssert.AreEquivalent(rows.Select(row => TextOf(JsonElement.Parse(row), "id")).ToArray(), ids);
        Assert.AreEqual(600, result.Accepted + result.Rejected.Values.Sum());
        foreach (var set in AllSets)
            CollectionAssert.AreEqual(kit.Ids(set).Order(StringComparer.Ordinal).ToArray(), kit.Ids(set), "the input's order");
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void No_input_and_no_phrasing_is_in_two_sets(bool names)
    {
        using var kit = With(Generate(4, 2500, names));
        kit.Split();
        var rows = AllSets.SelectMany(set => kit.Rows(set).Select(row => (Set: set, Row: row))).ToArray();
        Assert.IsGreaterThan(500, rows.Length);
        // Made anew from the rows: the grammar's values are the only words that hold 'ow…ner', and the only numbers.
        foreach (var same in rows.GroupBy(it => Skeleton(TextOf(it.Row, "input"))))
            Assert.HasCount(1, same.Select(it => it.Set).Distinct().ToArray(), same.Key);
        Assert.HasCount(rows.Length, rows.Select(it => TextNormalizer.Normalize(TextOf(it.Row, "input"))).Distinct().ToArray());
        if (names)
            Assert.IsTrue(rows.GroupBy(it => TextOf(it.Row, "phrasing")).All(same => same.Select(it => it.Set).Distinct().Count() == 1));
        foreach (var pair in kit.Json("stats").GetProperty("shared").EnumerateObject())
            Assert.AreEqual(0, pair.Value.GetProperty("inputs").GetInt32() + pair.Value.GetProperty("phrasings").GetInt32(), pair.Name);
        Assert.IsGreaterThan(0, kit.Lines("prompts").Length);
    }

    [TestMethod]
    public void A_typing_slip_stays_with_its_phrasing()
    {
        var rows = Enumerable.Range(0, 60).Select(i => CliText.Row($"a{i:00}", $"show boxes of ow{i}", CliText.List($"ow{i}"), $"p{i / 3}"))
            .Select((row, i) => i % 3 == 1 ? row.Replace("show", "shwo", StringComparison.Ordinal) : i % 3 == 2 ? row.Replace("show boxes of", $"way {i} of", StringComparison.Ordinal) : row);
        using var kit = With(rows);
        kit.Split();
        // p0 … p19 share 'show boxes of {argument}', so all of them are one group.
        Assert.HasCount(60, kit.Lines("train"));
    }

    [TestMethod]
    public void Each_subcommand_with_three_groups_is_in_every_split()
    {
        var rows = Enumerable.Range(0, 3).Select(i => CliText.Row($"d{i}", $"way {Letters(i)} to drop 7", CliText.Drop(7)))
            .Concat(Enumerable.Range(0, 200).Select(i => CliText.Row($"l{i}", $"way {Letters(i)} to list", CliText.List())))
            .Concat(Enumerable.Range(0, 2).Select(i => CliText.Row($"f{i}", $"way {Letters(i)} to find lid", CliText.Find("lid"))));
        using var kit = With(rows);
        kit.Split();
        foreach (var set in new[] { "train", "val", "test" })
        {
            Assert.AreEqual(1, kit.Ids(set).Count(id => id[0] == 'd'), set);
            Assert.IsGreaterThan(2, kit.Ids(set).Count(id => id[0] == 'l'), set);
        }

        Assert.IsGreaterThan(0, kit.Ids("train").Count(id => id[0] == 'f'));
        var test = kit.Ids("test").Count(id => id[0] == 'l');
        Assert.IsTrue(test is > 8 and < 35, $"{test} of 200");
    }

    [TestMethod]
    public void The_order_of_the_rows_plays_no_part_and_the_seed_does()
    {
        var rows = Generate(5, 500);
        var words = new Words(6);
        var first = Fates(rows, "42");
        CollectionAssert.AreEqual(first, Fates([.. rows.OrderBy(_ => words.Next(int.MaxValue))], "42"));
        CollectionAssert.AreNotEqual(first, Fates(rows, "43"));
    }

    [TestMethod]
    public void Added_rows_move_no_other_group()
    {
        var rows = Enumerable.Range(0, 400).Select(i => CliText.Row($"l{i}", $"way {Letters(i)} to list", CliText.List())).ToArray();
        using var small = With(rows.Take(300));
        using var large = With(rows);
        small.Split();
        large.Split();
        var after = large.SetOfId();
        Assert.IsTrue(small.SetOfId().All(row => after[row.Key] == row.Value));
    }

    [TestMethod]
    public void Rows_are_written_in_the_one_form_that_training_sees()
    {
        using var kit = With(CliText.Row(
            "a", "Shut boxes of Ann", """{"flags":[],"args":{"owner":"Ann","state":"shut"},"subcommand":"list","command":"box"}""", "{state} boxes of {owner}",
            context: """[{"input":"hi, list","output":{"subcommand":"list","command":"box","flags":[],"args":{}}}]"""));
        kit.Split();
        Assert.AreEqual(
            """{"id":"a","input":"Shut boxes of Ann","output":{"command":"box","subcommand":"list","args":{"state":"shut","owner":"Ann"},"flags":[]},"phrasing":"{state} boxes of {owner}","context":[{"input":"hi, list","output":{"command":"box","subcommand":"list","args":{},"flags":[]}}]}""",
            kit.Lines("train").Single());
    }

    [TestMethod]
    public void Faulty_rows_are_rejected_with_the_reason_of_their_rule()
    {
        using var kit = With(
            CliText.Row("ok", "list", CliText.List()),
            """{"id":"text","use":"examples","input":7,"output":{}}""",
            """{"id":"none","use":"examples","input":"x"}""",
            """{"id":"foreign","use":"examples","input":"","output":7}""",
            CliText.Row("command", "x", CliText.List().Replace("box", "bix", StringComparison.Ordinal)),
            CliText.Row("required", "drop", CliText.Drop(null).Replace(",\"missing\":[\"number\"]", "", StringComparison.Ordinal)),
            CliText.Row("type", "drop seven", CliText.Drop(7).Replace("7", "\"seven\"", StringComparison.Ordinal)),
            CliText.Row("phrasing", "list all", CliText.List()).Replace("\"output\"", "\"phrasing\":[1],\"output\"", StringComparison.Ordinal),
            CliText.Row("turns", "list them", CliText.List(), context: "{}"),
            CliText.Row("turn", "list these", CliText.List(), context: "[[]]"),
            CliText.Row("answer", "list those", CliText.List(), context: """[{"input":"a","output":{}}]"""));
        var result = kit.Split();
        CollectionAssert.AreEqual(new[] { "ok" }, kit.Ids("train"));
        var reasons = kit.Reasons();
        Assert.AreEqual("input", reasons["text"]);
        Assert.AreEqual("not_object", reasons["none"]);
        Assert.AreEqual("unknown_command", reasons["command"]);
        Assert.AreEqual("required_missing", reasons["required"]);
        Assert.AreEqual("argument_type", reasons["type"]);
        Assert.AreEqual("phrasing", reasons["phrasing"]);
        Assert.IsTrue(new[] { "turns", "turn", "answer" }.All(id => reasons[id] == "context"));
        Assert.HasCount(10, reasons.Keys.ToArray());
        Assert.AreEqual(3, result.Rejected["context"]);
        Assert.AreEqual(10, kit.Diagnostics.Count(it => it is { Code: Codes.RowsRejected, Line: > 1 }), "one line each, and the summary");
        Assert.AreEqual(JsonValueKind.Number, kit.Rows("rejected").Single(row => TextOf(row, "id") == "foreign").GetProperty("row").GetProperty("output").ValueKind);
    }

    [TestMethod]
    public void Repetitions_are_listed_and_not_warned_of_one_by_one()
    {
        using var kit = With(
            CliText.Row("b", "List boxes of Ann!", CliText.List("Ann")),
            CliText.Row("a", "list  boxes of ann", CliText.List("ann")),
            CliText.Row("c", "list boxes of ann", CliText.List("ann")),
            CliText.Row("d", "list boxes of ann", CliText.List("ann"), use: "preferences"));
        kit.Split();
        CollectionAssert.AreEqual(new[] { "a" }, kit.Ids("train"), "the smallest id stays");
        CollectionAssert.AreEquivalent(new[] { "b duplicate", "c duplicate", "d seen_phrasing" }, kit.Reasons().Select(it => $"{it.Key} {it.Value}").ToArray());
        Assert.AreEqual(1, kit.Diagnostics.Count(it => it.Code == Codes.RowsRejected));
    }

    [TestMethod]
    public void One_input_with_two_outputs_is_a_conflict_for_all_its_rows()
    {
        using var kit = With(
            CliText.Row("a", "show 7", CliText.Drop(7)),
            CliText.Row("b", "Show 7.", CliText.List(limit: 7)),
            CliText.Row("c", "show 7", CliText.Drop(7)),
            CliText.Row("p", "show 7", CliText.Drop(7), use: "preferences"),
            CliText.Row("d", "boxes of ann", CliText.List("ann")),
            CliText.Row("e", "boxes of ann", CliText.List("Ann")),
            CliText.Row("f", "boxes of Bob", CliText.List("Bob")));
        kit.Split();
        CollectionAssert.AreEqual(new[] { "f" }, kit.Ids("train"));
        Assert.IsTrue(kit.Reasons().All(it => it.Value == (it.Key == "p" ? "seen_phrasing" : "conflict")));
        var rejected = kit.Rows("rejected").ToDictionary(row => TextOf(row, "id"), row => TextOf(row, "detail"));
        foreach (var (id, other) in new[] { ("a", "b"), ("b", "a"), ("c", "b"), ("d", "e"), ("e", "d") })
            Assert.AreEqual($"Row '{other}' has the same input and another output.", rejected[id]);
    }

    [TestMethod]
    public void The_same_words_after_other_turns_are_another_request()
    {
        using var kit = With(
            CliText.Row("a", "drop 7 then", CliText.Drop(7), context: $$"""[{"input":"list","output":{{CliText.List()}}}]"""),
            CliText.Row("b", "drop 7 then", CliText.Drop(7), context: $$"""[{"input":"open ones","output":{{CliText.List(state: "open")}}}]"""),
            CliText.Row("c", "Drop 7, then", CliText.Drop(7), context: $$"""[{"input":"LIST","output":{{CliText.List()}}}]"""));
        kit.Split();
        CollectionAssert.AreEquivalent(new[] { "a", "b" }, AllSets.SelectMany(kit.Ids).ToArray());
        Assert.AreEqual("duplicate", kit.Reasons()["c"]);
    }

    [TestMethod]
    public void Prompts_of_held_out_sets_are_in_no_set()
    {
        using var kit = With(CliText.Row("a", "show boxes", CliText.List()), CliText.Row("b", "list boxes", CliText.List()), CliText.Row("c", "print boxes", CliText.List(), use: "preferences"))
            .With("evalset", """{"input":"Show  boxes?","output":{}}""").With("evalset", "", """{"prompt":"print boxes"}""", """{"input":"listboxes"}""");
        var result = kit.Split();
        CollectionAssert.AreEqual(new[] { "b" }, AllSets.SelectMany(kit.Ids).ToArray());
        Assert.AreEqual(2, result.Rejected["heldout_prompt"]);
        Assert.AreEqual("evalset1.in(2) asks the same.", TextOf(kit.Rows("rejected").Last(), "detail"));
        Assert.AreEqual("evalset0.in 0 of 1, evalset1.in 1 of 2 as a training row", result.Figures.Single(figure => figure.Key == "rows said alike").Value);
    }

    [TestMethod]
    public void Preference_prompts_are_said_as_no_row_of_a_split_is()
    {
        using var kit = With(
            CliText.Row("a", "show boxes of ann", CliText.List("ann"), "show {owner}"),
            CliText.Row("b", "show boxes of bob", CliText.List("bob"), use: "preferences"),
            CliText.Row("c", "boxes, bob", CliText.List("bob"), "Show owner", use: "preferences"),
            CliText.Row("d", "what has bob", CliText.List("bob"), use: "preferences"),
            CliText.Row("e", "what has eve", CliText.List("eve"), use: "preferences"));
        kit.Split();
        CollectionAssert.AreEqual(new[] { "d", "e" }, kit.Ids("prompts"));
        CollectionAssert.AreEquivalent(new[] { "b seen_phrasing", "c seen_phrasing" }, kit.Reasons().Select(it => $"{it.Key} {it.Value}").ToArray());
    }

    [TestMethod]
    public void Preference_prompts_move_no_row_of_a_split()
    {
        var rows = Generate(7, 800);
        using var with = With(rows);
        using var without = With(rows.Where(row => !row.Contains("\"preferences\"", StringComparison.Ordinal)));
        with.Split();
        without.Split();
        Assert.IsGreaterThan(300, without.SetOfId().Count);
        Assert.IsNotEmpty(with.Lines("prompts"));
        foreach (var set in new[] { "train", "val", "test" })
            CollectionAssert.AreEqual(without.Lines(set), with.Lines(set));
    }

    [TestMethod]
    public void Too_few_rows_are_warned_of()
    {
        using var kit = With(CliText.Row("a", "list", CliText.List())).Set("count", "2").Set("pairs", "1");
        kit.Split();
        Assert.AreEqual(2, kit.Diagnostics.Count(it => it.Code == Codes.TooFewRows));
        using var none = With();
        none.Split();
        Assert.AreEqual(Codes.TooFewRows, none.Diagnostics.Single().Code);
    }

    [TestMethod]
    [DataRow("""{"id":"a","use":"tests","input":"x","output":{}}""", Codes.BadRow)]
    [DataRow("""{"use":"examples","input":"x","output":{}}""", Codes.BadRow)]
    [DataRow("""{"id":"z","input":"x","output":{}}""", Codes.DuplicateId)]
    public void Rows_that_are_none_are_errors_with_their_line(string row, string code)
    {
        using var kit = With(CliText.Row("z", "list", CliText.List()), row);
        var fault = Assert.ThrowsExactly<SynthException>(() => kit.Split()).Diagnostics.Single();
        Assert.AreEqual((code, 2), (fault.Code, fault.Line));
    }

    [TestMethod]
    public void All_faults_of_the_options_and_sets_come_at_once()
    {
        using var kit = With().Set("train", "1.5").Set("max_self_bleu", "x").With("evalset", "{}");
        CollectionAssert.AreEquivalent(new[] { Codes.BadOption, Codes.BadOption, Codes.BadRow }, kit.Faults(new SplitExamplesStage().Validate).Select(fault => fault.Code).ToArray());
        using var sum = With().Set("train", "0.5");
        Assert.Contains("must add up to 1", sum.Faults(new SplitExamplesStage().Validate).Single().Message);
    }

    private static string[] Fates(string[] rows, string seed)
    {
        using var kit = With(rows).Set("seed", seed);
        kit.Split();
        return [.. kit.SetOfId().Concat(kit.Reasons()).Select(it => $"{it.Key} {it.Value}").Order(StringComparer.Ordinal)];
    }

    private static string Skeleton(string input) =>
        string.Join(' ', TextNormalizer.Normalize(input).Split(' ').Select(word => word.StartsWith("ow", StringComparison.Ordinal) && word.Contains("ner", StringComparison.Ordinal) && word != "owner" && word != "owned" ? "#" : word.All(char.IsAsciiDigit) ? "#" : word));

    private static string Letters(int number) => string.Concat(number.ToString(System.Globalization.CultureInfo.InvariantCulture).Select(digit => (char)('a' + digit - '0')));
}
