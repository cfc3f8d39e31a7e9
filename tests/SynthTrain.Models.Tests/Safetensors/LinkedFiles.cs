using SynthTrain.Models.Gguf;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Models.Quantization;
using SynthTrain.Models.Safetensors;

namespace SynthTrain.Models.Tests.Safetensors;

/// <summary>Hugging Face's cache holds a model as a folder of links: a link's own length is not that of its file.</summary>
[TestClass]
public sealed class LinkedFiles
{
    [TestMethod]
    public void A_model_folder_of_links_is_read_as_its_files_are()
    {
        var folder = Golden.Require("models/llama-tied-rope");
        using var target = Linked(folder);
        using var model = HuggingFaceModel.Open(target.Path);
        using var straight = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
        foreach (var tensor in straight.Tensors)
        {
            Assert.IsTrue(straight.ReadFloats(tensor).AsSpan().SequenceEqual(model.Weights.ReadFloats(tensor.Name)), tensor.Name);
            Assert.IsTrue(straight.Span(tensor).SequenceEqual(model.Weights.Files[0].Span(model.Weights.Files[0].Require(tensor.Name))), tensor.Name);
        }
    }

    [TestMethod]
    public void An_adapter_folder_of_links_is_read()
    {
        using var target = Linked(Golden.Require("training/lora/llama-qv-r8/final"));
        using var adapter = Adapter.Open(target.Path);
        Assert.IsNotEmpty(adapter.Modules);
    }

    [TestMethod]
    public void A_link_to_a_GGUF_file_is_read()
    {
        using var target = new TempFolder();
        File.CreateSymbolicLink(target.At("a.gguf"), Golden.Require("gguf/llama-tied-rope.q8_0.gguf"));
        using var reader = GgufReader.Open(target.At("a.gguf"));
        Assert.AreEqual(reader.Tensors[^1].Length, reader.Read(reader.Tensors[^1]).Length);
    }

    [TestMethod]
    public void A_link_to_an_importance_matrix_is_read()
    {
        using var target = new TempFolder();
        File.CreateSymbolicLink(target.At("a.imatrix"), Golden.Require("gguf/quantized/llama-256.imatrix.gguf"));
        Assert.AreEqual(21, ImportanceMatrix.Read(target.At("a.imatrix")).Count);
    }

    [TestMethod]
    public void A_file_that_was_mapped_can_be_disposed_of_twice()
    {
        using var target = new TempFolder();
        File.WriteAllBytes(target.At("a"), [1, 2, 3]);
        var source = ByteSource.Open(target.At("a"));
        Assert.AreEqual(3, source.Span(0, 3)[2]);
        source.Dispose();
        source.Dispose();
    }

    private static TempFolder Linked(string folder)
    {
        var target = new TempFolder();
        foreach (var file in Directory.GetFiles(folder))
            File.CreateSymbolicLink(target.At(Path.GetFileName(file)), file);
        return target;
    }
}
