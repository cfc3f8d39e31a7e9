using SynthTrain.Core.Diagnostics;
using SynthTrain.Stages.Evaluate;
using SynthTrain.Training.Tests.Evaluation;

namespace SynthTrain.Stages.Tests.Evaluate;

/// <summary>Several sets, the model before preferences, and answers that are free and held.</summary>
[TestClass]
public sealed class EvaluateSetTests
{
    private const string Schema = """{"type":"object","properties":{"command":{"enum":["pr","issue"]}},"required":["command"],"additionalProperties":false}""";

    private static readonly string[] s_held =
    [
        """{"id":"a","input":"show prs","output":{"command":"pr"}}""",
        """{"id":"b","input":"show issues","output":{"command":"issue"},"context":[{"input":"hello","output":"hi"}]}""",
    ];

    private static readonly string[] s_written =
    [
        """{"id":"a","input":"prs plz","output":{"command":"pr"}}""",
        """{"id":"b","input":7,"output":{"command":"pr"}}""",
        """{"id":"c","input":"what now","output":{"command":"issue"}}""",
    ];

    [TestMethod]
    public async Task Each_set_has_figures_of_its_own_and_the_gate_is_of_the_first()
    {
        using var one = Model().With("eval", "heldout.jsonl", s_held).Set("gate_types", "q8_0");
        using var two = Model().With("eval", "heldout.jsonl", s_held).With("eval", "written.jsonl", s_written).Set("gate_types", "q8_0");
        await one.RunAsync();
        var result = await two.RunAsync();
        var (alone, json) = (one.Json(), two.Json());
        foreach (var name in new[] { "set", "rows", "sources", "gate" })
            Assert.AreEqual(alone.GetProperty(name).GetRawText(), json.GetProperty(name).GetRawText(), name);
        var other = json.GetProperty("other_sets").EnumerateArray().Single();
        Assert.AreEqual(("heldout", "written", 2, 1), (json.GetProperty("set").GetString(), other.GetProperty("set").GetString(), other.GetProperty("rows").GetInt32(), other.GetProperty("rejected").GetProperty("not_a_conversation").GetInt32()));
        CollectionAssert.AreEqual(new[] { "model", "q8_0" }, other.GetProperty("sources").EnumerateArray().Select(source => source.GetProperty("source").GetString()).ToArray());
        CollectionAssert.AreEqual(new[] { "heldout: model", "heldout: q8_0", "written: model", "written: q8_0", "gate q8_0" }, result.Figures.Select(figure => figure.Key).ToArray());
        CollectionAssert.AreEqual(new[] { "heldout a", "heldout b", "written a", "written b", "written c" }, two.Answers().Select(row => $"{row.GetProperty("set").GetString()} {row.GetProperty("id").GetString()}").ToArray());
        Assert.AreEqual((5L, 4L, 1L), (result.RowsIn, result.Accepted, result.Rejected["not_a_conversation"]));
        StringAssert.Contains(two.Text("evaluation.html"), "<h1>written</h1>");
        Assert.IsTrue(two.Reported.Exists(warning => warning.File == "written.jsonl" && warning.Message.Contains("'input' is a number", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task A_set_without_rows_is_named()
    {
        using var kit = Model().With("eval", "heldout.jsonl", s_held).With("eval", "written.jsonl");
        var fault = (await Assert.ThrowsExactlyAsync<SynthException>(kit.RunAsync)).Diagnostics.Single();
        Assert.AreEqual((Codes.NoTrainingData, "written.jsonl"), (fault.Code, fault.File));
    }

    [TestMethod]
    public async Task The_model_before_is_asked_first_and_exports_are_held_against_the_trained_one()
    {
        using var kit = Model().WithFolder("before", Golden.Require("models/llama-tied-rope")).With("eval", "heldout.jsonl", s_held).Set("gate_types", "q8_0");
        await kit.RunAsync();
        CollectionAssert.AreEqual(new[] { "sft", "model", "q8_0" }, kit.Json().GetProperty("sources").EnumerateArray().Select(source => source.GetProperty("source").GetString()).ToArray());
        Assert.AreEqual("model", kit.Json().GetProperty("gate").GetProperty("reference").GetString());
        Assert.AreEqual(1, kit.Json().GetProperty("gate").GetProperty("steps").GetArrayLength());
    }

    [TestMethod]
    public async Task Both_asks_each_source_free_and_held_to_the_schema()
    {
        using var kit = Model().With("eval", "heldout.jsonl", s_held).With("eval", "written.jsonl", s_written).With("schema", "schema.json", Schema).Set("gate_types", "q8_0").Set("constrained", "both").Set("max_tokens", "24");
        var result = await kit.RunAsync();
        Assert.AreEqual("both", kit.Json().GetProperty("constrained").GetString());
        foreach (var set in new[] { kit.Json(), kit.Json().GetProperty("other_sets")[0] })
        {
            var sources = set.GetProperty("sources").EnumerateArray().ToDictionary(source => source.GetProperty("source").GetString()!, source => source.GetProperty("valid_schema").GetProperty("correct").GetInt32(), StringComparer.Ordinal);
            CollectionAssert.AreEqual(new[] { "model", "model constrained", "q8_0", "q8_0 constrained" }, sources.Keys.ToArray());
            Assert.AreEqual((0, 2), (sources["model"], sources["model constrained"]));
        }

        Assert.AreEqual(1, kit.Json().GetProperty("gate").GetProperty("steps").GetArrayLength());
        StringAssert.Contains(Line(result, "heldout: model"), "invalid JSON rate 100.00 % (2 of 2)");
        StringAssert.Contains(Line(result, "heldout: model constrained"), "invalid JSON rate 0.00 % (0 of 2)");
        Assert.HasCount(4, result.Run.Notes);
        Assert.IsTrue(result.Run.Notes.All(note => note.Value.EndsWith("(2 rows)", StringComparison.Ordinal) && note.Key.EndsWith("one row at a time", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Both_without_a_schema_is_a_fault()
    {
        using var kit = Model().With("eval", "heldout.jsonl", s_held).Set("constrained", "both");
        StringAssert.Contains(Assert.ThrowsExactly<SynthException>(() => new EvaluateStage().Validate(kit.Context())).Diagnostics.Single().Message, "is 'both'");
    }

    [TestMethod]
    public async Task Figures_of_commands_are_in_the_words_of_commands()
    {
        using var server = new LoopbackServer((_, request) => LoopbackServer.Stream("stop", request.Contains("merge", StringComparison.Ordinal)
            ? """{"command":"pr","subcommand":"merge","args":{},"flags":[],"missing":["number"]}"""
            : """{"command":"pr","subcommand":"list","args":{"state":"open","limit":5},"flags":[]}"""));
        using var kit = new EvaluateKit().Set("endpoint", server.Address.ToString()).With(
            "eval",
            "heldout.jsonl",
            """{"id":"a","input":"show","output":{"command":"pr","subcommand":"list","args":{"state":"open"},"flags":["web"]}}""",
            """{"id":"b","input":"merge it","output":{"command":"pr","subcommand":"merge","args":{},"flags":[],"missing":["number"]}}""");
        var result = await kit.RunAsync();
        StringAssert.StartsWith(
            result.Figures[0].Value,
            "exact match 50.00 % (1 of 2), JSON equal 50.00 % (1 of 2), command accuracy 100.00 % (2 of 2), subcommand accuracy 100.00 % (2 of 2), args accuracy 50.00 % (1 of 2), flags accuracy 50.00 % (1 of 2), missing accuracy 100.00 % (1 of 1), invalid JSON rate 0.00 % (0 of 2)");
        Assert.AreEqual(1, kit.Json().GetProperty("sources")[0].GetProperty("fields").GetProperty("args.state").GetProperty("correct").GetInt32());
    }

    private static string Line(Core.Stages.StageResult result, string name) => result.Figures.Single(figure => figure.Key == name).Value;

    private static EvaluateKit Model() => new EvaluateKit().WithFolder("model", Golden.Require("models/llama-tied-rope")).Set("gate_types", "none").Set("max_tokens", "8");
}
