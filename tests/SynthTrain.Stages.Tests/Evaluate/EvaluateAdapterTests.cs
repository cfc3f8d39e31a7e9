using SynthTrain.Models.HuggingFace;
using SynthTrain.Stages.Tests.FetchBase;

namespace SynthTrain.Stages.Tests.Evaluate;

/// <summary>The first step of the gate: the adapter on its base beside what merging made of both.</summary>
[TestClass]
public sealed class EvaluateAdapterTests
{
    private const string Row = """{"prompt":"more","expected":{"a":2}}""";

    [TestMethod]
    public async Task A_base_without_a_template_is_asked_with_the_trained_folders()
    {
        using var kit = new EvaluateKit();
        var (adapter, merged) = Merged(kit);
        kit.WithFolder("base_model", EvaluateFaultTests.ModelWith(kit, "bare", template: null));
        await Check(kit, adapter, merged);
    }

    [TestMethod]
    public async Task A_base_with_another_template_and_end_token_is_asked_as_the_trained_folder_is()
    {
        using var kit = new EvaluateKit();
        var (adapter, merged) = Merged(kit);
        kit.WithFolder("base_model", EvaluateFaultTests.ModelWith(kit, "other", "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}"));
        await Check(kit, adapter, merged);
    }

    [TestMethod]
    public async Task A_base_of_the_hub_is_found_by_its_pin()
    {
        using var hub = new HubKit();
        hub.Hub.Files.Clear();
        hub.Content.Files.Clear();
        foreach (var file in Directory.GetFiles(Golden.Require("models/llama-tied-rope")).Where(file => Path.GetExtension(file) is ".json" or ".safetensors" or ".jinja"))
            hub.Add(Path.GetFileName(file), File.ReadAllBytes(file));
        hub.Run();
        using var kit = new EvaluateKit { Variables = hub.Variables };
        var (adapter, merged) = Merged(kit);
        kit.WithFile("base", Path.Combine(hub.Folder, "base.json"));
        await Check(kit, adapter, merged);
    }

    private static async Task Check(EvaluateKit kit, string adapter, string merged)
    {
        kit.With("eval", "eval.jsonl", Row).WithFolder("adapter", adapter).WithFolder("model", merged).Set("gate_types", "none").Set("gate_logits", "merged=0.0005").Set("max_tokens", "8");
        await kit.RunAsync();
        var step = kit.Json().GetProperty("gate").GetProperty("steps")[0];
        Assert.AreEqual(("merged", 0), (step.GetProperty("step").GetString(), step.GetProperty("rows_tokenized_otherwise").GetInt32()));
        Assert.IsGreaterThan(0, step.GetProperty("tokens_compared").GetInt32());
    }

    private static (string Adapter, string Merged) Merged(EvaluateKit kit)
    {
        var merged = Path.Combine(kit.Folder, "merged");
        var folder = Golden.Require("training/lora/llama-qv-r8-brandom/final");
        using var model = HuggingFaceModel.Open(Golden.Require("models/llama-tied-rope"));
        using var adapter = Adapter.Open(folder);
        AdapterMerge.Write(model, adapter, merged);
        return (folder, merged);
    }
}
