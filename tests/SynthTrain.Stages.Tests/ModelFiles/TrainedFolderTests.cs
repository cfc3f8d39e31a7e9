using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;
using SynthTrain.Models.Gguf;
using SynthTrain.Stages.Quantize;
using SynthTrain.Training.BaseModels;

namespace SynthTrain.Stages.Tests.ModelFiles;

/// <summary>A folder as a training writes it is a model to the stages behind it.</summary>
[TestClass]
public sealed class TrainedFolderTests : IDiagnosticSink
{
    private readonly List<Diagnostic> _diagnostics = [];

    [TestMethod]
    [DataRow("chatml", "q8_0", "qwen2")]
    [DataRow("llama", "f16", "qwen2")]
    public void A_model_from_scratch_is_quantized(string template, string quant, string pre)
    {
        var folder = Directory.CreateTempSubdirectory("synthtrain-trained").FullName;
        try
        {
            var chats = Enumerable.Range(0, 40).Select(i => JsonElement.Parse($$"""[{"role":"user","content":"List {{i}} pull requests"},{"role":"assistant","content":"gh pr list --limit {{i}}"}]"""));
            using (var model = ScratchModel.Make(new() { VocabularySize = 320, HiddenSize = 64, IntermediateSize = 128, LayerCount = 1, HeadCount = 2, KeyValueHeadCount = 1, Template = template }, chats, 1))
                TrainedModelWriter.Write(model, role => File.Create(Path.Combine(folder, role)));
            var request = new StageRequest
            {
                Stage = "quantize",
                Run = "main",
                CodeVersion = 1,
                ProjectDirectory = folder,
                Inputs = [.. TrainedModelWriter.Roles.Select(role => new StageFile("model", role))],
                Outputs = [new StageFile("gguf", "out.gguf")],
                Manifest = "out.manifest.json",
                Parameters = new SortedDictionary<string, string> { ["quant"] = quant },
            };
            var result = new QuantizeStage().RunAsync(new StageContext(request, new PhysicalFileSystem(), this, File.Create), CancellationToken.None).GetAwaiter().GetResult();
            Assert.IsEmpty(_diagnostics);
            Assert.AreEqual(11, result.Accepted);
            using var gguf = GgufReader.Open(Path.Combine(folder, "out.gguf"));
            Assert.AreEqual(pre, gguf.Metadata["tokenizer.ggml.pre"].Text);
            Assert.IsTrue(gguf.Metadata.ContainsKey("tokenizer.chat_template"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    void IDiagnosticSink.Report(Diagnostic diagnostic) => _diagnostics.Add(diagnostic);
}
