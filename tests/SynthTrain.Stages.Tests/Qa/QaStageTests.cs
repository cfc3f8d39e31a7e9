using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Stages.Qa;
using SynthTrain.Stages.Tests.Support;
using static SynthTrain.Stages.Tests.Support.SetStageKit;

namespace SynthTrain.Stages.Tests.Qa;

[TestClass]
public sealed class QaStageTests
{
    private const string English = "Take the early train to the coast, because it is quiet and you will have a seat by the window for most of the way.";
    private const string German = "Nehmen Sie den frühen Zug an die Küste, denn er ist ruhig und Sie haben auf dem größten Teil der Strecke einen Platz am Fenster.";
    private static readonly string[] s_outputs = ["clean", "rejected", "stats", "report"];

    [TestMethod]
    public void Accepted_rows_keep_their_bytes()
    {
        // Odd spacing, escapes, order of properties and number spellings stay.
        string[] lines = ["""{ "response":{"b":1.0,"a":"A\u00e9 \/ is the way to go"},  "prompt":"Say A", "id":"x1" }""", """{"id":"x2","prompt":"Say B","response":"B é is the other way","extra":[1, 2]}"""];
        using var kit = new SetStageKit().With("dataset", lines);
        var result = kit.Run(new QaStage(), s_outputs);
        Assert.AreEqual(string.Concat(lines.Select(line => line + "\n")), kit.Text("clean"));
        Assert.AreEqual(2, result.RowsIn);
        Assert.AreEqual(2, result.Accepted);
        Assert.IsEmpty(kit.Lines("rejected"));
    }

    [TestMethod]
    public void Every_reason_is_given()
    {
        using var kit = new SetStageKit()
            .With("banned", "# comment", "", "lorem ipsum")
            .Set("max_length", "500")
            .With(
                "dataset",
                Row("ok", "How do I get to the coast?", English),
                Row("same", "How do I get to the coast", English.ToUpperInvariant()),
                Row("near", "How do I get to the coast?", English + " Ok?"),
                Row("short", "Say nothing", new JsonObject { ["answer"] = "" }),
                Row("long", "Say much", new string('a', 501)),
                Row("german", "How do I get to the coast today?", German),
                Row("russian", "Say hello", "Привет, как дела сегодня"),
                Row("banned", "Fill this in", "Lorem  IPSUM, and so on it goes"),
                Row("refusal", "Plan a trip", "I’m sorry, but I can’t help with that."));
        var result = kit.Run(new QaStage(), s_outputs);
        CollectionAssert.AreEqual(new[] { "ok" }, kit.Ids("clean"));
        var reasons = kit.Rows("rejected").ToDictionary(row => row.GetProperty("id").GetString()!, row => row.GetProperty("reason").GetString(), StringComparer.Ordinal);
        Assert.AreEqual("exact_duplicate", reasons["same"]);
        Assert.AreEqual("near_duplicate", reasons["near"]);
        Assert.AreEqual("length", reasons["short"]);
        Assert.AreEqual("length", reasons["long"]);
        Assert.AreEqual("language", reasons["german"]);
        Assert.AreEqual("language", reasons["russian"]);
        Assert.AreEqual("banned_phrase", reasons["banned"]);
        Assert.AreEqual("refusal", reasons["refusal"]);
        Assert.AreEqual(result.RowsIn, result.Accepted + result.Rejected.Values.Sum());
        Assert.IsTrue(kit.Diagnostics.All(diagnostic => diagnostic is { Code: Codes.RowsRejected, Severity: DiagnosticSeverity.Warning }));
        Assert.HasCount(8, kit.Diagnostics.Where(diagnostic => diagnostic.Line > 0));
        StringAssert.StartsWith(kit.Diagnostics[^1].Message, "8 of 9 rows were rejected (banned_phrase 1, ", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_rejected_row_stands_in_the_side_file_as_it_was()
    {
        var line = """{"id":"x","prompt":"p","response":"","note":1.50}""";
        using var kit = new SetStageKit().With("dataset", line);
        kit.Run(new QaStage(), s_outputs);
        Assert.AreEqual($$"""{"id":"x","reason":"length","detail":"0 characters; at least 1 are asked for","row":{{line}}}""", kit.Lines("rejected").Single());
    }

    [TestMethod]
    public void The_response_is_checked_against_the_schema()
    {
        using var kit = new SetStageKit()
            .WithText("schema", """{"type":"object"}""")
            .With("dataset", Row("a", "Say it", new JsonObject { ["t"] = "the thing is said" }), Row("b", "Say it again", "not an object"));
        kit.Run(new QaStage(), s_outputs);
        CollectionAssert.AreEqual(new[] { "a" }, kit.Ids("clean"));
        Assert.AreEqual("schema", kit.Rows("rejected").Single().GetProperty("reason").GetString());
    }

    [TestMethod]
    public void A_bad_schema_and_a_missing_phrase_file_are_reported_together()
    {
        using var kit = new SetStageKit().WithText("schema", "{\n  \"type\": 7\n}").WithText("banned", "");
        var faults = kit.Faults(context =>
        {
            context.Files.Delete(context.Input("banned"));
            new QaStage().Validate(context);
        });
        CollectionAssert.AreEqual(new[] { Codes.BadSchema, Codes.InputMissing }, faults.Select(fault => fault.Code).ToArray());
        Assert.AreEqual(("schema0.in", 2), (faults[0].File, faults[0].Line));
        Assert.IsFalse(faults[0].Message.StartsWith("schema0.in", StringComparison.Ordinal));
    }

    [TestMethod]
    public void The_earlier_row_of_a_pair_stays_and_a_rejected_row_makes_no_pair()
    {
        using var kit = new SetStageKit().Set("min_length", "10").With(
            "dataset",
            Row("refused", "Where to?", "I cannot help with that request."),
            Row("refused2", "Where to?", "I cannot help with that request."),
            Row("first", "Where to go?", English),
            Row("second", "Where to go?", English));
        kit.Run(new QaStage(), s_outputs);
        CollectionAssert.AreEqual(new[] { "first" }, kit.Ids("clean"));
        CollectionAssert.AreEqual(new[] { "refusal", "refusal", "exact_duplicate" }, kit.Rows("rejected").Select(row => row.GetProperty("reason").GetString()).ToArray());
        StringAssert.Contains(kit.Lines("rejected")[2], "'first'", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Names_of_properties_do_not_make_rows_alike()
    {
        static JsonObject Response(string a, string b) => new()
        {
            ["a_very_long_property_name_that_all_rows_share"] = a,
            ["another_very_long_property_name_that_all_rows_share"] = b,
        };
        using var kit = new SetStageKit().With("dataset", Row("a", "Paris", Response("see the tower", "eat well")), Row("b", "Rome", Response("see the forum", "sleep well")));
        Assert.AreEqual(2, kit.Run(new QaStage(), s_outputs).Accepted);
    }

    [TestMethod]
    public void The_report_has_lengths_counts_checks_and_pairs()
    {
        using var kit = new SetStageKit().With(
            "dataset",
            Row("a", "Where to?", English, category: "rail"),
            Row("b", "Where to?", English, category: "rail"),
            Row("c", "What to eat?", "Eat the fish of the day.", category: "food"));
        kit.Run(new QaStage(), s_outputs);
        var report = kit.Json("report");
        Assert.AreEqual(1, report.GetProperty("by_category").GetProperty("rail").GetProperty("rejected").GetInt32());
        Assert.AreEqual(24, report.GetProperty("accepted_lengths").GetProperty("response_characters").GetProperty("min").GetInt32());
        var pair = report.GetProperty("duplicate_pairs")[0];
        Assert.AreEqual("b", pair.GetProperty("id").GetString());
        Assert.AreEqual("a", pair.GetProperty("of").GetString());
        CollectionAssert.AreEqual(
            new[] { "length", "refusal", "language", "exact_duplicate", "near_duplicate" },
            report.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("check").GetString()).ToArray());
        var stats = kit.Json("stats");
        Assert.AreEqual(2, stats.GetProperty("accepted").GetInt32());
        Assert.AreEqual(1, stats.GetProperty("rejected").GetProperty("exact_duplicate").GetInt32());
        StringAssert.EndsWith(kit.Text("stats"), "}\n", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_language_of_any_switches_the_check_off()
    {
        using var kit = new SetStageKit().Set("language", "any").With("dataset", Row("a", "Wie komme ich hin?", German), Row("b", "Say hello", "Привет, как дела сегодня"));
        Assert.AreEqual(2, kit.Run(new QaStage(), s_outputs).Accepted);
    }

    [TestMethod]
    public void Faults_of_rows_come_together_with_their_lines()
    {
        using var kit = new SetStageKit().With(
            "dataset",
            """{"id":"a","prompt":"p","response":"r"}""",
            """{"id":7,"prompt":"p","response":"r"}""",
            """{"id":"c","prompt":"p","response":[1]}""",
            """{"id":"d","prompt":"p"}""",
            """{"id":"e","prompt":"p","response":"r","category":3}""",
            """{"id":"a","prompt":"p","response":"r"}""");
        var faults = kit.Faults(new QaStage(), s_outputs);
        CollectionAssert.AreEqual(new[] { 2, 3, 4, 5, 6 }, faults.Select(fault => fault.Line).ToArray());
        Assert.IsTrue(faults.Take(4).All(fault => fault.Code == Codes.BadRow));
        Assert.AreEqual(Codes.DuplicateId, faults[4].Code);
        StringAssert.Contains(faults[4].Message, "line 1 and again on line 6", StringComparison.Ordinal);
        Assert.AreEqual("dataset0.in", faults[0].File);
    }

    [TestMethod]
    public void Only_the_first_rows_of_a_reason_are_warned_of()
    {
        using var kit = new SetStageKit().With("dataset", Enumerable.Range(0, 30).Select(i => Row($"r{i}", "p", "")));
        kit.Run(new QaStage(), s_outputs);
        Assert.HasCount(30, kit.Lines("rejected"));
        Assert.HasCount(20, kit.Diagnostics.Where(diagnostic => diagnostic.Line > 0));
    }

    [TestMethod]
    public void Validation_names_every_bad_option_and_runs_nothing()
    {
        using var kit = new SetStageKit().Set("language", "tlh").Set("near_duplicate_threshold", "2").Set("max_length", "x");
        var faults = kit.Faults(new QaStage().Validate);
        Assert.HasCount(3, faults);
        Assert.IsTrue(faults.All(fault => fault.Code == Codes.BadOption));
    }

    [TestMethod]
    public void A_limit_reads_the_first_rows_and_says_so()
    {
        using var kit = new SetStageKit { Limit = 1 }.With("dataset", Row("a", "p", "the first"), Row("b", "q", "the second"));
        var result = kit.Run(new QaStage(), s_outputs);
        Assert.AreEqual(1, result.RowsIn);
        Assert.AreEqual("limit 1", result.PartialReason);
        using var whole = new SetStageKit { Limit = 1 }.With("dataset", Row("a", "p", "the first"));
        Assert.IsNull(whole.Run(new QaStage(), s_outputs).PartialReason);
    }

    [TestMethod]
    public void An_empty_data_set_gives_empty_outputs()
    {
        using var kit = new SetStageKit().With("dataset");
        Assert.AreEqual(0, kit.Run(new QaStage(), s_outputs).RowsIn);
        Assert.AreEqual("", kit.Text("clean"));
    }
}
