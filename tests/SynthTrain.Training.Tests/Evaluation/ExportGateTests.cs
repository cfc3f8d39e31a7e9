using SynthTrain.Core.Diagnostics;
using SynthTrain.Models.Gguf;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Models.Quantization;
using SynthTrain.Training.Evaluation.Answering;
using SynthTrain.Training.Evaluation.Gate;

namespace SynthTrain.Training.Tests.Evaluation;

/// <summary>The gate's table on the small trained model against the recorded one.</summary>
[TestClass]
public sealed class ExportGateTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Its_table_agrees_with_the_recorded_one_and_bounds_stop_it()
    {
        var folder = Directory.CreateTempSubdirectory("synth-gate").FullName;
        try
        {
            using var files = HuggingFaceModel.Open(TrainedModel.Folder);
            var reference = await TrainedModel.OfFolder;
            var gate = new ExportGate(reference, new GateBounds(GateBound.Parse("gate_logits", ["f16=0.1", "q4_k_m=0.001", "1000"]), GateBound.Parse("gate_perplexity", ["0.01"]), GateBound.Parse("gate_exact_match", ["0.01"])));
            var made = new ExportSteps(files, folder);
            var steps = new List<GateStep>();
            foreach (var (type, program) in new[] { (GgufFileType.F16, "F16"), (GgufFileType.Q8_0, "Q8_0"), (GgufFileType.Q4_K_M, "Q4_K_M") })
            {
                var name = GgufQuantNames.Name(type);
                var step = gate.Compare(name, name, await Evaluate(made.Write(type), type, program));
                steps.Add(step);
                TestContext.WriteLine($"{name}: logit {step.MaxLogit:0.0000} {step.MeanLogit:0.00000}, ln p {step.MaxLogProbability:0.0000} {step.MeanLogProbability:0.00000}, perplexity {step.Summary.Likelihood!.Perplexity:0.000000} {step.PerplexityRise:0.0000000}, exact {step.Summary.Exact} {step.ExactMatchRise:0.0000}, JSON {step.Summary.ValidJson}");
                var recorded = TrainedModel.Recorded($"llama.cpp {program}");
                Assert.AreEqual(recorded.GetProperty("perplexity").GetDouble(), step.Summary.Likelihood.Perplexity, 1e-4);
                Assert.AreEqual(recorded.GetProperty("exactMatch").GetDouble(), step.Summary.Exact.Value, 1 / 300.0 + 1e-9);
                Assert.AreEqual(recorded.GetProperty("validJson").GetDouble(), step.Summary.ValidJson.Value);
                Assert.AreEqual(0, step.RowsTokenizedOtherwise);
            }

            // bf16 weights of this size are exact in f16, and each step is coarser than the one before.
            Assert.IsTrue(steps[0].MaxLogit <= 1e-3 && steps[0].MaxLogit < steps[1].MeanLogit && steps[1].MeanLogit < steps[2].MeanLogit);
            var fault = gate.Faults(steps).Single();
            Assert.AreEqual(Codes.GateFailed, fault.Code);
            foreach (var words in new[] { "'q4_k_m'", "allows 0.001", "SynthQuant", "SynthGateLogits" })
                StringAssert.Contains(fault.Message, words);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A file with the very tensors of llama.cpp's need not be asked a second time.</summary>
    private static async Task<ModelEvaluation> Evaluate(string path, GgufFileType type, string program)
    {
        // Q4_K_M is made by way of f16 here and of f32 there, which turns a few roundings.
        if (type == GgufFileType.Q8_0)
        {
            SameTensors(TrainedModel.File(program), path);
            return await TrainedModel.OfFile(program);
        }

        using var model = EvaluationModels.OpenGguf(path);
        return await TrainedModel.Evaluate(GgufQuantNames.Name(type), model);
    }

    private static void SameTensors(string expected, string actual)
    {
        using var one = GgufReader.Open(expected);
        using var other = GgufReader.Open(actual);
        Assert.HasCount(one.Tensors.Count, other.Tensors);
        foreach (var tensor in one.Tensors)
            Assert.IsTrue(one.Read(tensor).AsSpan().SequenceEqual(other.Read(other.Find(tensor.Name)!)), tensor.Name);
    }

    [TestMethod]
    public void A_bound_is_a_number_for_all_steps_or_for_some()
    {
        var bound = GateBound.Parse("gate_logits", ["0.5", "Q8_0=0.25"])!;
        Assert.AreEqual((0.25, 0.5, 0.25), (bound.For("q8_0"), bound.For("merged"), bound.For("model.gguf", "q8_0")));
        Assert.IsNull(GateBound.Parse("gate_logits", ["f16=0"])!.For("q8_0"));
        Assert.IsNull(GateBound.Parse("gate_logits", []));
        foreach (var entry in new[] { "x", "-1", "NaN", "q8_0=", "=1", "1e999" })
            StringAssert.Contains(Assert.ThrowsExactly<SynthException>(() => GateBound.Parse("gate_logits", [entry])).Message, $"'{entry}'");
    }
}
