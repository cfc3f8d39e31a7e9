using SynthTrain.Models.Gguf;
using SynthTrain.Models.HuggingFace;

namespace SynthTrain.Models.Tests.Gguf;

/// <summary>GGUF files that llama.cpp's programs wrote, opened as models, against the folders that they were made of.</summary>
[TestClass]
public sealed class GgufModelTests
{
    [TestMethod]
    [DataRow("llama-tied-rope")]
    [DataRow("llama-untied-bf16-sharded")]
    [DataRow("smollm2-like")]
    [DataRow("qwen2-bias")]
    [DataRow("qwen3-qknorm")]
    [DataRow("mistral")]
    [DataRow("mistral-window")]
    public void Config_and_weights_of_an_f32_file_are_those_of_the_folder(string name)
    {
        using var file = GgufModel.Open(Golden.Require($"gguf/{name}.f32.gguf"));
        using var folder = HuggingFaceModel.Open(Golden.Require($"models/{name}"));
        var expected = folder.Config with
        {
            Architecture = folder.Config.Architecture == ModelArchitecture.Mistral ? ModelArchitecture.Llama : folder.Config.Architecture,
            SlidingWindow = null,
            TensorType = null,
            EosTokenIds = file.Config.EosTokenIds,
            PadTokenId = file.Config.PadTokenId,
            BosTokenId = file.Config.BosTokenId,
        };
        Assert.AreEqual(expected, file.Config);
        foreach (var tensor in ModelTensors.Expected(file.Config).Keys)
            CollectionAssert.AreEqual(folder.Weights.ReadFloats(tensor), file.ReadFloats(tensor), tensor);
        CollectionAssert.IsSubsetOf(folder.Config.EosTokenIds, file.EndTokens.ToArray());
    }

    [TestMethod]
    [DataRow("quantized/llama-256-bf16.Q4_K_M", 0.01)]
    [DataRow("quantized/llama-256-bf16.Q4_0", 0.015)]
    [DataRow("quantized/llama-256-bf16.Q6_K", 0.003)]
    [DataRow("quantized/llama-256-bf16.Q8_0", 0.001)]
    public void Weights_of_a_quantized_file_are_near_those_of_the_folder(string name, double share)
    {
        using var file = GgufModel.Open(Golden.Require($"gguf/{name}.gguf"));
        using var folder = HuggingFaceModel.Open(Golden.Require("models/llama-256-bf16"));
        foreach (var tensor in ModelTensors.Expected(file.Config).Keys)
        {
            var (expected, actual) = (folder.Weights.ReadFloats(tensor), file.ReadFloats(tensor));
            var error = expected.Zip(actual, (x, y) => Math.Pow(x - y, 2)).Sum() / expected.Sum(x => (double)x * x);
            Assert.IsLessThanOrEqualTo(share, error, tensor);
        }
    }

    [TestMethod]
    public void Factors_that_no_settings_give_are_kept_as_they_are()
    {
        using var folder = HuggingFaceModel.Open(Golden.Require("models/llama-tied-rope"));
        var factors = RopeFactors.Of(folder.Config);
        var recovered = RopeRecovery.Of(factors, folder.Config with { RopeScaling = null });
        Assert.IsNull(recovered.FrequencyFactors);
        CollectionAssert.AreEqual(factors, RopeFactors.Of(folder.Config with { RopeScaling = recovered }));
        factors[1] = 1.7f;
        factors[2] = 1.2f;
        CollectionAssert.AreEqual(factors, RopeRecovery.Of(factors, folder.Config with { RopeScaling = null }).FrequencyFactors!.ToArray());
    }

    [TestMethod]
    [DataRow(8.0, 1.0, 4.0, 8192, 500000.0, 128)]
    [DataRow(32.0, 1.0, 4.0, 8192, 500000.0, 64)]
    [DataRow(4.0, 1.0, 8.0, 4096, 10000.0, 64)]
    public void Published_scalings_are_recovered_from_their_factors(double factor, double low, double high, int original, double theta, int head)
    {
        using var folder = HuggingFaceModel.Open(Golden.Require("models/llama-tied-rope"));
        var config = folder.Config with { HeadSize = head, RopeTheta = theta, RopeScaling = new("llama3", factor, low, high, original) };
        Assert.AreEqual(config.RopeScaling, RopeRecovery.Of(RopeFactors.Of(config), config with { RopeScaling = null }));
    }

    [TestMethod]
    public void A_file_without_a_tensor_is_refused_with_its_name()
    {
        var path = Path.Combine(Path.GetTempPath(), $"synth-{Path.GetRandomFileName()}.gguf");
        try
        {
            Copy(Golden.Require("gguf/mistral.f32.gguf"), path, tensor => tensor != "blk.0.ffn_up.weight", "llama");
            var fault = Assert.ThrowsExactly<ModelException>(() => GgufModel.Open(path));
            Assert.AreEqual(ModelFault.BadTensor, fault.Fault);
            StringAssert.Contains(fault.Message, "'blk.0.ffn_up.weight' is missing");
            Copy(Golden.Require("gguf/mistral.f32.gguf"), path, _ => true, "mamba");
            fault = Assert.ThrowsExactly<ModelException>(() => GgufModel.Open(path));
            Assert.AreEqual(ModelFault.UnsupportedModel, fault.Fault);
            StringAssert.Contains(fault.Message, "'mamba'");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Copy(string from, string to, Func<string, bool> keeps, string architecture)
    {
        using var file = GgufReader.Open(from);
        using var stream = File.Create(to);
        var writer = new GgufWriter(stream);
        foreach (var (key, value) in file.Metadata)
            writer.AddMetadata(key, key == "general.architecture" ? GgufValue.From(architecture) : value);
        foreach (var tensor in file.Tensors.Where(tensor => keeps(tensor.Name)))
            writer.AddTensor(tensor.Name, tensor.Type, [.. tensor.Shape]);
        writer.BeginData();
        foreach (var tensor in file.Tensors.Where(tensor => keeps(tensor.Name)))
        {
            writer.BeginTensor(tensor.Name);
            writer.Write(file.Read(tensor));
        }

        writer.Finish();
    }
}
