using SynthTrain.Models.Gguf;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.Tests.Support;

namespace SynthTrain.Training.Tests.Generation;

/// <summary>llama.cpp on F32 files of our converter: every token's log-probability at every place of three texts, read one token after the other through its cache.</summary>
[TestClass]
public sealed class LlamaCppTests
{
    private const double Tolerance = 2e-4;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("llama-tied-rope")]
    [DataRow("llama-untied-bf16-sharded")]
    [DataRow("smollm2-like")]
    [DataRow("qwen2-bias")]
    [DataRow("qwen3-qknorm")]
    [DataRow("mistral")]
    [DataRow("llama-256-bf16")]
    public void Log_probabilities_of_our_files_are_ours(string name)
    {
        Peers.Package("@node-llama-cpp/linux-x64");
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var model = GoldenModel.Open($"models/{name}");
        var texts = Tensors.Read(Golden.Require($"models/{name}/expected/forward.safetensors"));
        var file = Path.Combine(Path.GetTempPath(), $"synth-{Path.GetRandomFileName()}.gguf");
        try
        {
            using (var folder = HuggingFaceModel.Open(Golden.Require($"models/{name}")))
                GgufConverter.Convert(folder, file, new() { Type = GgufFileType.F32 });
            using var theirs = LlamaModel.Open(file);
            Assert.IsNotNull(theirs);
            var greatest = 0.0;
            for (var i = 0; i < 3; i++)
            {
                var ids = texts[$"ids.{i}"];
                var ours = model.Decoder.call(ids.unsqueeze(0)).squeeze(0).log_softmax(-1);
                using var context = LlamaContext.Open(theirs, 512);
                for (var t = 0; t < ids.shape[0]; t++)
                {
                    var logs = tensor(context.Read((int)ids.data<long>()[t])).unsqueeze(0).log_softmax(-1);
                    greatest = Math.Max(greatest, Tensors.Greatest(ours.narrow(0, t, 1), logs));
                }
            }

            TestContext.WriteLine($"{name}: {greatest:g3}");
            Assert.IsLessThanOrEqualTo(Tolerance, greatest);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
