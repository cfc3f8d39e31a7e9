using System.Text.Json;
using SynthTrain.Training.Generation;
using SynthTrain.Training.Tests.Support;

namespace SynthTrain.Training.Tests.Generation;

/// <summary>GGUF files as models: scores of f32 files equal those of transformers on the folder, and log-probabilities those of llama.cpp on the file.</summary>
[TestClass]
public sealed class GgufForwardTests
{
    private const double LlamaCppTolerance = 2e-4;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("llama-tied-rope")]
    [DataRow("llama-untied-bf16-sharded")]
    [DataRow("smollm2-like")]
    [DataRow("qwen2-bias")]
    [DataRow("qwen3-qknorm")]
    [DataRow("mistral")]
    public void Scores_of_a_file_equal_those_of_transformers_on_the_folder(string name)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var model = GoldenModel.OpenGguf($"gguf/{name}.f32.gguf");
        var expected = Tensors.Read(Golden.Require($"models/{name}/expected/forward.safetensors"));
        var greatest = Enumerable.Range(0, 3).Max(i => Tensors.Greatest(expected[$"logits.{i}"], model.Decoder.call(expected[$"ids.{i}"].unsqueeze(0)).squeeze(0)));
        TestContext.WriteLine($"{name}: {greatest:g3}");
        Assert.IsLessThanOrEqualTo(1e-4, greatest);
    }

    [TestMethod]
    [DataRow("llama-tied-rope")]
    [DataRow("llama-untied-bf16-sharded")]
    [DataRow("smollm2-like")]
    [DataRow("qwen2-bias")]
    [DataRow("qwen3-qknorm")]
    [DataRow("mistral")]
    public void Likeliest_tokens_and_answers_are_those_of_llama_cpp(string name)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var model = GoldenModel.OpenGguf($"gguf/{name}.f32.gguf");
        using var golden = JsonDocument.Parse(File.ReadAllBytes(Golden.Require($"gguf/expected/{name}.f32.json")));
        var gaps = Gaps(name);
        var greatest = 0.0;
        foreach (var row in golden.RootElement.GetProperty("llamaCpp").EnumerateArray())
        {
            var ids = GreedyTests.Ids(row, "ids");
            CollectionAssert.AreEqual(ids, model.Tokenizer.Encode(row.GetProperty("text").GetString(), addSpecialTokens: true));
            var logs = model.Decoder.call(tensor(ids.Select(id => (long)id).ToArray()).unsqueeze(0)).squeeze(0).narrow(0, ids.Length - 1, 1).log_softmax(-1);
            var values = logs.data<float>().ToArray();
            foreach (var likely in row.GetProperty("top20").EnumerateArray())
                greatest = Math.Max(greatest, Math.Abs(likely[1].GetDouble() - values[likely[0].GetInt32()]));
            var expected = GreedyTests.Ids(row, "greedyIds");
            if (gaps.GetValueOrDefault(row.GetProperty("text").GetString()!, 1) > 1e-3)
                CollectionAssert.AreEqual(expected, new TextGenerator(model).Answer(ids, new() { MaxTokens = expected.Length }).Ids.ToArray());
        }

        TestContext.WriteLine($"{name}: {greatest:g3}");
        Assert.IsLessThanOrEqualTo(LlamaCppTolerance, greatest);
    }

    private static Dictionary<string, double> Gaps(string name)
    {
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Golden.Require($"models/{name}/expected/generate.json")));
        return expected.RootElement.EnumerateArray().ToDictionary(row => row.GetProperty("prompt").GetString()!, row => row.GetProperty("smallestTop2Gap").GetDouble());
    }
}
