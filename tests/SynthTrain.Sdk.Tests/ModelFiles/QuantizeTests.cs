using System.Security.Cryptography;
using System.Text.Json;
using SynthTrain.Models.Gguf;
using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.ModelFiles;

/// <summary>A Hugging Face folder in, a GGUF out, and only when something changed.</summary>
[TestClass]
public sealed class QuantizeTests
{
    [TestMethod]
    public void A_folder_becomes_the_tensors_that_llama_cpp_writes()
    {
        using var project = new ModelProject("smollm2-like");

        project.Build("Quantize", "-p:SynthQuant=F16").ShouldSucceed().ShouldSay("quantize: ").ShouldSay("tensors -> models/Tiny-f16.gguf");

        using var expected = JsonDocument.Parse(File.ReadAllBytes(Repository.Path("tests", "golden", "gguf", "expected", "smollm2-like.f16.json")));
        using var file = GgufReader.Open(project["models/Tiny-f16.gguf"]);
        var hashes = expected.RootElement.GetProperty("tensors").EnumerateArray().ToDictionary(tensor => tensor.GetProperty("name").GetString()!, tensor => tensor.GetProperty("sha256").GetString()!);
        Assert.HasCount(hashes.Count, file.Tensors);
        foreach (var tensor in file.Tensors)
            Assert.AreEqual(hashes[tensor.Name], Convert.ToHexStringLower(SHA256.HashData(file.Read(tensor))), tensor.Name);
        Assert.AreEqual("Tiny", file.Metadata["general.name"].Text);
    }

    [TestMethod]
    public void Only_a_change_of_content_quantizes_again()
    {
        using var project = new ModelProject("qwen2-bias");
        Assert.AreEqual(1, project.Build("Quantize", "-p:SynthQuant=q8_0").ShouldSucceed().WorkersStarted());
        foreach (var file in Directory.GetFiles(project["base"]))
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow);

        Assert.AreEqual(0, project.Build("Quantize", "-p:SynthQuant=q8_0").ShouldSucceed().WorkersStarted());
        project.Build("Quantize", "-p:SynthQuant=q8_0 -question").ShouldSucceed();

        File.AppendAllText(project["base/chat_template.jinja"], "{# one more comment #}");
        project.Build("Quantize", "-p:SynthQuant=q8_0").ShouldSucceed().ShouldSay("quantize: stale: input model base/chat_template.jinja: content changed");
        Assert.IsFalse(Directory.EnumerateFiles(project["models"]).Any(file => file.EndsWith("tmp", StringComparison.Ordinal)), "A scratch file was left behind.");
    }

    [TestMethod]
    public void A_GGUF_is_quantized_without_conversion_to_the_same_bytes()
    {
        using var project = new ModelProject("qwen3-qknorm");
        project.Build("Quantize", "-p:SynthQuant=f16").ShouldSucceed();
        project.Build("Quantize", "-p:SynthQuant=q4_0").ShouldSucceed();

        project.Build("Quantize", "-p:SynthModel=models/Tiny-f16.gguf -p:SynthQuant=q4_0 -p:SynthGgufFile=again/model.gguf").ShouldSucceed().ShouldSay("is a GGUF already");

        CollectionAssert.AreEqual(File.ReadAllBytes(project["models/Tiny-q4_0.gguf"]), File.ReadAllBytes(project["again/model.gguf"]));
    }

    [TestMethod]
    public void Faults_are_coded_errors_at_their_file()
    {
        using var project = new ModelProject("mistral-window");
        project.Build("Quantize", "-p:SynthModel=nowhere").ShouldFail("ST3001").ShouldSay("SynthModel is 'nowhere'");
        project.Build("Quantize", "-p:SynthModel=").ShouldFail("ST0002").ShouldSay("SynthModel is not set");
        project.Build("Quantize", "-p:SynthQuant=q7_k").ShouldFail("ST3011").ShouldSay("q4_k_m");
        project.Build("Quantize").ShouldFail("ST3012").ShouldSay("sliding window");
        project.Build("Quantize", "-p:SynthExportAnyway=true").ShouldSucceed().ShouldSay("warning ST3012");

        var config = File.ReadAllText(project["base/config.json"]);
        File.WriteAllText(project["base/config.json"], "{\n  \"architectures\": [\"GPTNeoXForCausalLM\"],\n  \"model_type\": \"gpt_neox\"\n}");
        project.Build("Quantize").ShouldFail("ST3009").ShouldSay("config.json(");
        File.WriteAllText(project["base/config.json"], config);
        using (var weights = new FileStream(project["base/model.safetensors"], FileMode.Open))
            weights.SetLength(weights.Length / 2);
        project.Build("Quantize", "-p:SynthExportAnyway=true").ShouldFail("ST3002").ShouldSay("model.safetensors");
    }

    [TestMethod]
    public void A_model_that_is_not_there_yet_stops_no_other_verb()
    {
        using var project = new ModelProject("smollm2-like");
        project.Build("SynthStatus", "-p:SynthModel=nowhere").ShouldSucceed().ShouldSay("quantize");
        project.Build("Build", "-p:SynthModel=nowhere").ShouldSucceed();
        project.Build("Quantize", "-p:SynthModel=nowhere").ShouldFail("ST3001");
    }

    [TestMethod]
    public void Files_that_are_not_the_models_are_neither_key_nor_copy()
    {
        using var project = new ModelProject("smollm2-like");
        File.WriteAllText(project["base/consolidated.safetensors"], "other weights in another layout");
        File.WriteAllText(project["base/README.md"], "A model.");
        project.Build("ExportHuggingFace").ShouldSucceed();
        project.Build("Quantize", "-p:SynthQuant=q8_0").ShouldSucceed();
        File.AppendAllText(project["base/README.md"], " With a word more.");

        Assert.IsFalse(File.Exists(project["models/huggingface/consolidated.safetensors"]));
        Assert.IsTrue(File.Exists(project["models/huggingface/README.md"]));
        Assert.AreEqual(0, project.Build("Quantize", "-p:SynthQuant=q8_0").ShouldSucceed().WorkersStarted());
        Assert.AreEqual(1, project.Build("ExportHuggingFace").ShouldSucceed().WorkersStarted());
        Assert.IsFalse(Directory.Exists(project[".synthtrain/cache/objects"]), "The run cache holds copies of model files.");
    }
}
