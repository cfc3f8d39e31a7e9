using System.Security.Cryptography;
using System.Text.Json;
using SynthTrain.Models.Gguf;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Models.Quantization;

namespace SynthTrain.Models.Tests.Quantization;

[TestClass]
public sealed class GoldenQuantizationTests
{
    private static readonly string[] s_all = [.. Enum.GetNames<GgufFileType>().Where(name => name != "F32")];

    public static IEnumerable<object[]> Files =>
        s_all.Select(type => new object[] { "models/llama-256-bf16", "llama-256-bf16", type, false })
            .Concat(s_all.Select(type => new object[] { "models/llama-320-fallback-bf16", "llama-320-fallback-bf16", type, false }))
            .Concat(new[] { "Q2_K", "Q3_K_M", "Q4_0", "Q4_K_M", "Q4_K_S", "Q5_K_M", "Q6_K" }.Select(type => new object[] { "models/llama-256-bf16", "llama-256-imatrix", type, true }));

    public static IEnumerable<object[]> Trained => new[] { "F32", "F16", "Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", "Q4_0", "Q3_K_M", "Q2_K" }.Select(type => new object[] { type });

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void TheWholeFileIsThatOfLlamaCpp(string model, string name, string type, bool importance)
    {
        using var folder = new TempFolder();
        var (input, output) = (folder.At("f32.gguf"), folder.At("out.gguf"));
        Convert(model, input);
        var options = new GgufQuantizerOptions(GgufQuantNames.Parse(type))
        {
            Importance = importance ? ImportanceMatrix.Read(Golden.Require("gguf/quantized/llama-256.imatrix.gguf"), "q/llama-256.imatrix.gguf") : null,
        };
        GgufQuantizer.Quantize(input, output, options);
        var expected = Compare(output, $"gguf/expected/{name}.{type}.json");
        Assert.AreEqual(expected.GetProperty("bytes").GetInt64(), new FileInfo(output).Length);
        Assert.AreEqual(expected.GetProperty("sha256").GetString(), System.Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(output))));
        using var loaded = LlamaModel.Open(output);
        Assert.IsNotNull(loaded, "llama.cpp does not load it");
    }

    [TestMethod]
    [DynamicData(nameof(Trained))]
    public void TensorsOfATrainedModelAreThoseOfLlamaCpp(string type)
    {
        using var folder = new TempFolder();
        var (input, output) = (folder.At("f32.gguf"), folder.At("out.gguf"));
        Convert("trained/cli-3m", input);
        GgufQuantizer.Quantize(input, output, new GgufQuantizerOptions(GgufQuantNames.Parse(type)));
        Compare(output, $"gguf/expected/cli-3m.{type}.json");
        using var loaded = LlamaModel.Open(output);
        Assert.IsNotNull(loaded, "llama.cpp does not load it");
    }

    private static void Convert(string folder, string path)
    {
        using var model = HuggingFaceModel.Open(Golden.Require(folder));
        GgufConverter.Convert(model, path, new() { Type = GgufFileType.F32 });
    }

    private static JsonElement Compare(string output, string expectedFile)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Golden.Require(expectedFile)));
        var expected = document.RootElement.Clone();
        using var reader = GgufReader.Open(output);
        // The trained model's float files are a converter's, in its order; the others are in the quantizer's.
        var tensors = expected.GetProperty("tensors").EnumerateArray().ToList();
        Assert.HasCount(tensors.Count, reader.Tensors);
        foreach (var tensor in tensors)
        {
            var written = reader.Find(tensor.GetProperty("name").GetString()!)!;
            Assert.AreEqual(tensor.GetProperty("type").GetString(), written.Type.ToString(), written.Name);
            Assert.AreEqual(tensor.GetProperty("sha256").GetString(), System.Convert.ToHexStringLower(SHA256.HashData(reader.Read(written))), written.Name);
        }

        return expected;
    }
}
