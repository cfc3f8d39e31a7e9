using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Stages.Evaluate;
using SynthTrain.Training.Tests.Evaluation;

namespace SynthTrain.Stages.Tests.Evaluate;

/// <summary>What must not pass, and must be said before hours are spent.</summary>
[TestClass]
public sealed class EvaluateFaultTests
{
    private static readonly string[] s_rows = ["""{"id":"c","prompt":"more","expected":{"a":2}}""", """{"id":"d","prompt":"fails","expected":"text"}"""];

    [TestMethod]
    [DataRow("none", "1", "gate_types is 'none'")]
    [DataRow("none", "q4_k_m=1", "gate_types is 'none'")]
    [DataRow("q4_k_m", "q4km=0.5", "'q4km'")]
    [DataRow("q4_k_m", "f16=0.5", "allowed is q4_k_m")]
    [DataRow("q4_k_m", "merged=0.5", "'merged'")]
    public void A_bound_that_holds_nothing_is_found_before_the_run(string types, string bound, string words)
    {
        using var kit = Model(s_rows).Set("gate_types", types).Set("gate_logits", bound);
        var fault = Assert.ThrowsExactly<SynthException>(() => new EvaluateStage().Validate(kit.Context())).Diagnostics.Single();
        Assert.AreEqual(Codes.BadOption, fault.Code);
        StringAssert.Contains(fault.Message, words);
    }

    [TestMethod]
    public void A_bound_may_name_a_file_by_its_path_or_its_type()
    {
        using var kit = Model(s_rows).Set("gate_types", "none").Set("gate_logits", "later.gguf=1");
        kit.WithFile("gguf", "later.gguf");
        new EvaluateStage().Validate(kit.Context());
        using var made = Model(s_rows).WithFile("gguf", Golden.Require("trained/cli-3m.Q8_0.gguf")).Set("gate_types", "none").Set("gate_logits", "q8_0=1");
        new EvaluateStage().Validate(made.Context());
        made.Set("gate_logits", "q4_k_m=1");
        Assert.ThrowsExactly<SynthException>(() => new EvaluateStage().Validate(made.Context()));
    }

    [TestMethod]
    public async Task A_dead_endpoint_stops_before_a_model_is_asked()
    {
        using var server = new LoopbackServer((_, _) => LoopbackServer.Status(401, "no"));
        using var kit = Model(s_rows).Set("gate_types", "none").Set("endpoint", server.Address.ToString());
        var answers = 0;
        kit.Heard = () => answers++;
        var fault = await Assert.ThrowsExactlyAsync<SynthException>(kit.RunAsync);
        Assert.AreEqual((Codes.EndpointFailed, 0), (fault.Diagnostics[0].Code, answers));
        Assert.HasCount(1, server.Requests);
    }

    [TestMethod]
    public async Task A_file_whose_template_refuses_a_row_rejects_it_before_anybody_is_asked()
    {
        using var kit = new EvaluateKit();
        var folder = ModelWith(kit, "refusing", "{% if messages[0].content == 'fails' %}{{ raise_exception('not this') }}{% endif %}{% for m in messages %}{{ m.content }}{% endfor %}");
        var file = Path.Combine(kit.Folder, "refusing.gguf");
        using (var model = SynthTrain.Models.HuggingFace.HuggingFaceModel.Open(folder))
            SynthTrain.Models.Gguf.GgufConverter.Convert(model, file, new SynthTrain.Models.Gguf.GgufConversionOptions { Type = SynthTrain.Models.Gguf.GgufFileType.F16 }, CancellationToken.None);
        kit.With("eval", "eval.jsonl", s_rows).WithFolder("model", Golden.Require("models/llama-tied-rope")).WithFile("gguf", file).Set("gate_types", "none").Set("max_tokens", "4");
        var result = await kit.RunAsync();
        Assert.AreEqual((1L, 1L), (result.Accepted, result.Rejected["template_refuses"]));
    }

    [TestMethod]
    public async Task A_damaged_file_is_a_coded_error_at_once()
    {
        using var kit = Model(s_rows).With("gguf", "broken.gguf", "no gguf").Set("gate_types", "none");
        var answers = 0;
        kit.Heard = () => answers++;
        var fault = await Assert.ThrowsExactlyAsync<SynthException>(kit.RunAsync);
        Assert.AreEqual((Codes.DamagedModel, 0), (fault.Diagnostics[0].Code, answers));
    }

    [TestMethod]
    public async Task A_device_that_is_not_there_is_an_error_and_one_not_used_is_noted()
    {
        using var kit = Model(s_rows).Set("gate_types", "none").Set("device", "cuda");
        Assert.AreEqual(Codes.TorchUnavailable, (await Assert.ThrowsExactlyAsync<SynthException>(kit.RunAsync)).Diagnostics[0].Code);
        kit.Set("device", "gpu");
        Assert.AreEqual(Codes.BadOption, Assert.ThrowsExactly<SynthException>(() => new EvaluateStage().Validate(kit.Context())).Diagnostics.Single().Code);
        kit.Set("device", "auto").Gpu = "NVIDIA Something";
        await kit.RunAsync();
        Assert.IsTrue(kit.Reported.Exists(note => note.Code == Codes.GpuUnused));
    }

    [TestMethod]
    public async Task Rows_of_plain_text_say_nothing_of_json()
    {
        using var kit = Model("""{"prompt":"q","expected":"text"}""").Set("gate_types", "f16");
        var result = await kit.RunAsync();
        var step = kit.Json().GetProperty("gate").GetProperty("steps")[0];
        Assert.AreEqual((JsonValueKind.Null, JsonValueKind.Null), (step.GetProperty("valid_json").ValueKind, step.GetProperty("valid_json_rise").ValueKind));
        Assert.DoesNotContain("JSON", string.Join('\n', result.Figures));
        Assert.IsTrue(result.Run.Notes.All(note => note.Key.EndsWith("one row at a time", StringComparison.Ordinal)), string.Join('\n', result.Run.Notes));
    }

    [TestMethod]
    public async Task A_schema_with_a_byte_order_mark_is_sent_without_it()
    {
        using var server = new LoopbackServer((_, _) => LoopbackServer.Stream("stop", "{}"));
        using var kit = new EvaluateKit().With("eval", "eval.jsonl", s_rows).With("schema", "schema.json", "\uFEFF{\"type\":\"object\"}").Set("constrained", "true").Set("endpoint", server.Address.ToString());
        await kit.RunAsync();
        StringAssert.Contains(server.Requests.First(), "\"schema\":{\"type\":\"object\"}");
    }

    /// <summary>A copy of a model with another template, or with none.</summary>
    internal static string ModelWith(EvaluateKit kit, string name, string? template)
    {
        var folder = Directory.CreateDirectory(Path.Combine(kit.Folder, name)).FullName;
        foreach (var file in Directory.GetFiles(Golden.Require("models/llama-tied-rope")).Where(file => Path.GetFileName(file) != "chat_template.jinja"))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        var config = Path.Combine(folder, "tokenizer_config.json");
        var json = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(config))!.AsObject();
        json.Remove("chat_template");
        File.WriteAllText(config, json.ToJsonString());
        if (template is not null)
            File.WriteAllText(Path.Combine(folder, "chat_template.jinja"), template);
        return folder;
    }

    private static EvaluateKit Model(params string[] rows) => new EvaluateKit().With("eval", "eval.jsonl", rows).WithFolder("model", Golden.Require("models/llama-tied-rope")).Set("max_tokens", "8");
}
