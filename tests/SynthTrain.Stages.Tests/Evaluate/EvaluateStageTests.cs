using SynthTrain.Core.Diagnostics;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Stages.Evaluate;
using SynthTrain.Training.Tests.Evaluation;

namespace SynthTrain.Stages.Tests.Evaluate;

[TestClass]
public sealed class EvaluateStageTests
{
    private const string Key = "sk-secret-0123456789";
    private static readonly string[] s_rows =
    [
        """{"id":"a","messages":[{"role":"user","content":"hello <b>"},{"role":"assistant","content":"{\"a\":1,\"b\":{\"c\":2}}"}]}""",
        """{"id":"b","prompt":"no answer"}""",
        """{"id":"c","prompt":"more","expected":{"a":2}}""",
        """{"id":"d","prompt":"fails","expected":"text"}""",
    ];

    [TestMethod]
    public async Task Model_files_and_endpoint_are_asked_the_same_rows_and_none_is_lost()
    {
        using var server = new LoopbackServer((_, request) => request.Contains("fails", StringComparison.Ordinal)
            ? LoopbackServer.Status(400, "{\"error\":{\"message\":\"no, " + Key + "\"}}")
            : LoopbackServer.Stream("stop", """{"b":{"c":2},""", request.Contains("more", StringComparison.Ordinal) ? "}" : "\"a\":1}"));
        using var kit = Model(s_rows).Set("gate_types", "f16;q8_0").Set("endpoint", server.Address.ToString()).Set("endpoint_model", "m");
        kit.Secrets["SYNTH_EVAL_API_KEY"] = Key;
        var result = await kit.RunAsync();
        Assert.AreEqual((4L, 2L, 1L, 1L), (result.RowsIn, result.Accepted, result.Failed, result.Rejected["no_expected_answer"]));
        var json = kit.Json();
        var sources = json.GetProperty("sources").EnumerateArray().ToList();
        CollectionAssert.AreEqual(new[] { "model", "f16", "q8_0", $"{server.Address.ToString().TrimEnd('/')} (m)" }, sources.Select(source => source.GetProperty("source").GetString()).ToArray());
        CollectionAssert.AreEqual(new[] { "f16", "q8_0" }, json.GetProperty("gate").GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("step").GetString()).ToArray());
        var endpoint = sources[^1];
        Assert.AreEqual((1, 0, 2), (endpoint.GetProperty("failed").GetInt32(), endpoint.GetProperty("exact_match").GetProperty("correct").GetInt32(), endpoint.GetProperty("exact_match").GetProperty("total").GetInt32()));
        Assert.AreEqual((1, 2), (endpoint.GetProperty("json_match").GetProperty("correct").GetInt32(), endpoint.GetProperty("valid_json").GetProperty("total").GetInt32()));
        Assert.AreEqual((1, 1), (endpoint.GetProperty("fields").GetProperty("b.c").GetProperty("correct").GetInt32(), endpoint.GetProperty("fields").GetProperty("a").GetProperty("correct").GetInt32()));
        var answers = kit.Answers();
        CollectionAssert.AreEqual(new[] { "a", "b", "c", "d" }, answers.Select(answer => answer.GetProperty("id").GetString()).ToArray());
        Assert.AreEqual("no_expected_answer", answers[1].GetProperty("rejected").GetString());
        StringAssert.Contains(answers[3].GetRawText(), "status 400");
        Assert.IsTrue(kit.Reported.Exists(warning => (warning.Code, warning.File, warning.Line) == (Codes.EndpointFailed, "eval.jsonl", 4)));
        Assert.IsTrue(kit.Reported.Exists(warning => (warning.Code, warning.File, warning.Line) == (Codes.BadExample, "eval.jsonl", 2)));
        foreach (var text in new[] { kit.Text("evaluation.json"), kit.Text("answers.jsonl"), kit.Text("evaluation.html"), string.Join('\n', kit.Reported), string.Join('\n', result.Figures) })
            Assert.DoesNotContain(Key, text);
        Assert.HasCount(4, result.Run.Notes);
        Assert.DoesNotContain("<b>", kit.Text("evaluation.html"));
        Assert.IsFalse(Directory.Exists(Path.Combine(kit.Folder, "work", "gate")));
    }

    [TestMethod]
    public async Task Equal_inputs_give_equal_bytes()
    {
        using var one = Model(s_rows).Set("gate_types", "q8_0");
        using var two = Model(s_rows).Set("gate_types", "q8_0").Set("threads", "1");
        await one.RunAsync();
        await two.RunAsync();
        foreach (var name in new[] { "evaluation.json", "answers.jsonl", "evaluation.html" })
            Assert.AreEqual(one.Text(name), two.Text(name));
    }

    [TestMethod]
    public async Task Beyond_a_bound_the_build_fails_and_prints_the_table()
    {
        using var kit = Model(s_rows).Set("gate_types", "f16;q8_0").Set("gate_logits", "f16=100;q8_0=0");
        var fault = (await Assert.ThrowsExactlyAsync<SynthException>(kit.RunAsync)).Diagnostics.Single();
        Assert.AreEqual(Codes.GateFailed, fault.Code);
        StringAssert.Contains(fault.Message, "'q8_0'");
        Assert.IsTrue(kit.Reported.Exists(note => note.Severity == DiagnosticSeverity.Info && note.Message.StartsWith("gate f16: |Δ logit| max", StringComparison.Ordinal)));
        Assert.IsFalse(File.Exists(Path.Combine(kit.Folder, "evaluation.json")));
        Assert.IsFalse(Directory.Exists(Path.Combine(kit.Folder, "work", "gate")));
    }

    [TestMethod]
    public async Task An_adapter_is_held_against_what_merging_made_of_it()
    {
        using var kit = new EvaluateKit();
        var merged = Path.Combine(kit.Folder, "merged");
        var adapterFolder = Golden.Require("training/lora/llama-qv-r8-brandom/final");
        using (var model = HuggingFaceModel.Open(Golden.Require("models/llama-tied-rope")))
        using (var adapter = Adapter.Open(adapterFolder))
            AdapterMerge.Write(model, adapter, merged);
        kit.With("eval", "eval.jsonl", s_rows).WithFolder("adapter", adapterFolder).WithFolder("base_model", Golden.Require("models/llama-tied-rope")).WithFolder("model", merged).Set("gate_types", "none").Set("gate_logits", "0.0005").Set("max_tokens", "8");
        await kit.RunAsync();
        var gate = kit.Json().GetProperty("gate");
        Assert.AreEqual(("adapter", "merged"), (gate.GetProperty("reference").GetString(), gate.GetProperty("steps")[0].GetProperty("step").GetString()));
    }

    [TestMethod]
    public async Task A_limit_makes_the_result_partial()
    {
        using var kit = Model(s_rows).Set("gate_types", "none").Set("limit", "1");
        var result = await kit.RunAsync();
        StringAssert.Contains(result.PartialReason, "1 rows were asked, and 3");
    }

    [TestMethod]
    public async Task Rows_too_long_for_the_model_are_rejected_and_nothing_left_is_an_error()
    {
        var text = string.Concat(Enumerable.Repeat("many words ", 4000));
        using var kit = Model($$"""{"prompt":"{{text}}","expected":"x"}""").Set("gate_types", "none");
        var fault = (await Assert.ThrowsExactlyAsync<SynthException>(kit.RunAsync)).Diagnostics.Single();
        Assert.AreEqual(Codes.NoTrainingData, fault.Code);
        StringAssert.Contains(fault.Message, "context has");
        Assert.IsTrue(kit.Reported.Exists(warning => warning.Message.Contains("too_long", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Faults_of_options_are_found_before_a_run_and_all_at_once()
    {
        using var kit = new EvaluateKit().With("eval", "eval.jsonl", s_rows).Set("constrained", "true").Set("gate_logits", "much").Set("gate_perplexity", "0.1").Set("gate_types", "q9").Set("endpoint", "http://u:p@h").Set("max_tokens", "0");
        var faults = Assert.ThrowsExactly<SynthException>(() => new EvaluateStage().Validate(kit.Context())).Diagnostics;
        Assert.HasCount(6, faults);
    }

    [TestMethod]
    public async Task Nobody_to_ask_is_an_error()
    {
        using var kit = new EvaluateKit().With("eval", "eval.jsonl", s_rows);
        Assert.AreEqual(Codes.ModelNotFound, (await Assert.ThrowsExactlyAsync<SynthException>(kit.RunAsync)).Diagnostics[0].Code);
    }

    private static EvaluateKit Model(params string[] rows) => new EvaluateKit().With("eval", "eval.jsonl", rows).WithFolder("model", Golden.Require("models/llama-tied-rope")).Set("max_tokens", "8");
}
