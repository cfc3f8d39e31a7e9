using System.Runtime.InteropServices;
using SynthTrain.Models.Gguf;
using SynthTrain.Models.Safetensors;
using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.ModelFiles;

/// <summary>What leaves the project: a Hugging Face folder, an Ollama folder.</summary>
[TestClass]
public sealed class ExportTests
{
    [TestMethod]
    public void A_folder_without_an_adapter_is_copied_byte_for_byte()
    {
        using var project = new ModelProject("llama-untied-bf16-sharded");

        project.Build("ExportHuggingFace").ShouldSucceed();

        foreach (var file in Directory.GetFiles(project["base"]))
            CollectionAssert.AreEqual(File.ReadAllBytes(file), File.ReadAllBytes(project[$"models/huggingface/{Path.GetFileName(file)}"]), file);
        Assert.AreEqual(0, project.Build("ExportHuggingFace").ShouldSucceed().WorkersStarted());
    }

    [TestMethod]
    public void An_adapter_is_merged_before_the_model_is_exported_or_quantized()
    {
        using var project = new ModelProject("llama-tied-rope");
        var golden = Repository.Path("tests", "golden", "training", "lora", "llama-qv-r8");

        var build = project.Build("Quantize", $"-p:SynthQuant=f32 -p:SynthAdapter={golden}/final").ShouldSucceed().ShouldSay("merged: 4 layers");

        Assert.AreEqual(2, build.WorkersStarted());
        Assert.AreEqual(File.ReadAllText(project["base/chat_template.jinja"]), File.ReadAllText(project["models/huggingface/chat_template.jinja"]));
        using var merged = SafetensorsFile.Open($"{golden}/merged.safetensors");
        using var written = SafetensorsFile.Open(project["models/huggingface/model.safetensors"]);
        using var gguf = GgufReader.Open(project["models/Tiny-f32.gguf"]);
        foreach (var tensor in merged.Tensors)
        {
            var expected = merged.ReadFloats(tensor);
            var ours = written.ReadFloats(written.Require(tensor.Name));
            Assert.IsLessThan(1e-6, expected.Zip(ours, (one, other) => Math.Abs(one - other)).Max(), tensor.Name);
        }

        var value = MemoryMarshal.Cast<byte, float>(gguf.Read(gguf.Find("blk.0.attn_v.weight")!)).ToArray();
        CollectionAssert.AreEqual(written.ReadFloats(written.Require("model.layers.0.self_attn.v_proj.weight")), value);
    }

    [TestMethod]
    public void Ollama_is_told_once_for_each_result()
    {
        using var project = new ModelProject("llama-tied-rope");
        File.WriteAllText(project["system.txt"], "Answer in \"one\" line.\n");
        var program = Directory.CreateDirectory(project["bin"]).FullName;
        File.WriteAllText($"{program}/ollama", "#!/bin/sh\necho \"$@\" >> told.txt\n");
        Cli.RunProgram(project.Root, "chmod", "+x", $"{program}/ollama").ShouldSucceed();
        var path = new Dictionary<string, string> { ["PATH"] = $"{program}:{Environment.GetEnvironmentVariable("PATH")}" };
        const string Options = "-p:SynthQuant=q8_0 -p:SynthOllamaModel=me/tiny:latest -p:SynthOllamaSystem=system.txt -p:SynthOllamaContext=512";

        project.Build("ExportOllama", Options, path).ShouldSucceed().ShouldSay("'me/tiny:latest' is a model of ollama now");
        project.Build("ExportOllama", Options, path).ShouldSucceed();

        Assert.AreEqual("create me/tiny:latest -f Modelfile", File.ReadAllText(project["models/ollama/told.txt"]).Trim());
        StringAssert.Contains(File.ReadAllText(project["models/ollama/Modelfile"]), "PARAMETER num_ctx 512");
        StringAssert.Contains(File.ReadAllText(project["models/ollama/Modelfile"]), "SYSTEM \"\"\"Answer in \"one\" line.\"\"\"");
        File.WriteAllText($"{program}/ollama", "#!/bin/sh\necho could not connect >&2; exit 3\n");
        project.Build("ExportOllama", Options.Replace("tiny", "other", StringComparison.Ordinal), path).ShouldFail("ST3014").ShouldSay("could not connect");
    }

    [TestMethod]
    public void A_ready_GGUF_is_exported_as_it_is()
    {
        using var project = new ModelProject("llama-tied-rope");
        project.Build("Quantize", "-p:SynthQuant=q8_0").ShouldSucceed();

        Assert.AreEqual(1, project.Build("Export", "-p:SynthModel=models/Tiny-q8_0.gguf -p:SynthOllamaDirectory=shipped").ShouldSucceed().WorkersStarted());

        CollectionAssert.AreEqual(File.ReadAllBytes(project["models/Tiny-q8_0.gguf"]), File.ReadAllBytes(project["shipped/Tiny-q8_0.gguf"]));
        project.Build("Export", "-p:SynthExportFormats=gguf").ShouldFail("ST0002").ShouldSay("allowed are huggingface and ollama");
    }

    [TestMethod]
    public void A_missing_ollama_is_a_warning_and_the_next_build_tries_again()
    {
        using var project = new ModelProject("smollm2-like");
        File.WriteAllText(project["ollama"], "#!/bin/sh\necho \"$@\" >> told.txt\n"); // in the project's folder, not on the path
        Cli.RunProgram(project.Root, "chmod", "+x", project["ollama"]).ShouldSucceed();
        const string Options = "-p:SynthQuant=q8_0 -p:SynthOllamaModel=me/tiny";

        project.Build("ExportOllama", Options).ShouldSucceed().ShouldSay("warning ST3014").ShouldSay("ollama create me/tiny -f Modelfile");
        project.Build("ExportOllama", Options).ShouldSucceed().ShouldSay("warning ST3014");

        Assert.IsFalse(File.Exists(project["models/ollama/told.txt"]) || File.Exists(project["told.txt"]));
        StringAssert.Contains(File.ReadAllText(project["models/ollama/Modelfile"]), "<|im_start|>system\nYou are a helpful assistant<|im_end|>\n", StringComparison.Ordinal);
        var path = new Dictionary<string, string> { ["PATH"] = $"{project.Root}:{Environment.GetEnvironmentVariable("PATH")}" };
        project.Build("ExportOllama", Options, path).ShouldSucceed().ShouldSay("'me/tiny' is a model of ollama now");
        Assert.AreEqual(0, project.Build("ExportOllama", Options, path).ShouldSucceed().WorkersStarted());
        project.Build("ExportOllama", "-p:SynthQuant=q8_0 -p:SynthOllamaModel=me_tiny", path).ShouldSucceed().ShouldSay("'me_tiny' is a model of ollama now");
        Assert.HasCount(2, File.ReadAllLines(project["models/ollama/told.txt"]));
        File.WriteAllText(project["ollama"], "#!/no/such/interpreter\n");
        project.Build("ExportOllama", Options.Replace("tiny", "third", StringComparison.Ordinal), path).ShouldFail("ST3014").ShouldSay("could not be started");
    }

    [TestMethod]
    public void Export_writes_both_folders_and_builds_what_it_needs()
    {
        using var project = new ModelProject("llama-tied-rope");

        Assert.AreEqual(3, project.Build("Export", "-p:SynthQuant=q8_0").ShouldSucceed().WorkersStarted());

        var modelfile = File.ReadAllText(project["models/ollama/Modelfile"]);
        StringAssert.Contains(modelfile, "FROM ./Tiny-q8_0.gguf");
        StringAssert.Contains(modelfile, "TEMPLATE ");
        StringAssert.Contains(modelfile, "PARAMETER stop ");
        CollectionAssert.AreEqual(File.ReadAllBytes(project["models/Tiny-q8_0.gguf"]), File.ReadAllBytes(project["models/ollama/Tiny-q8_0.gguf"]));
        Assert.AreEqual(0, project.Build("Export", "-p:SynthQuant=q8_0").ShouldSucceed().WorkersStarted());
    }
}
