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
