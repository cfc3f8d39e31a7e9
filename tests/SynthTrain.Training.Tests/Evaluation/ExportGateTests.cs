using SynthTrain.Core.Diagnostics;
using SynthTrain.Models.Gguf;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Models.Quantization;
using SynthTrain.Training.Data;
using SynthTrain.Training.Evaluation.Answering;
using SynthTrain.Training.Evaluation.Gate;
using SynthTrain.Training.Evaluation.Rows;
using SynthTrain.Training.Evaluation.Scoring;
using SynthTrain.Training.Generation;

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

    [TestMethod]
    [DataRow("gate_perplexity", "0.01", 0.0099, 0, 0)]
    [DataRow("gate_perplexity", "0.01", 0.0101, 0, 1)]
    [DataRow("gate_perplexity", "0.01", -0.5, 0, 0)]
    [DataRow("gate_exact_match", "0.01", 0.0, 1, 0)]
    [DataRow("gate_exact_match", "0.01", 0.0, 2, 1)]
    [DataRow("gate_exact_match", "0.07", 0.0, 7, 0)]
    [DataRow("gate_exact_match", "0", 0.0, 1, 1)]
    [DataRow("gate_exact_match", "0", 0.0, -1, 0)]
    public void A_figure_beyond_its_bound_is_a_fault_and_one_at_it_is_none(string option, string bound, double rise, int lost, int faults)
    {
        var parsed = GateBound.Parse(option, [bound]);
        var bounds = option == "gate_perplexity" ? new GateBounds(Perplexity: parsed) : new GateBounds(ExactMatch: parsed);
        var found = new ExportGate(Evaluated(95, 1), bounds).Faults([new ExportGate(Evaluated(95, 1), bounds).Compare("q4_k_m", "q4_k_m", Evaluated(95 - lost, 1 + Math.Log(1 + rise)))]);
        Assert.HasCount(faults, found);
        Assert.IsTrue(found.All(fault => fault.Code == Codes.GateFailed && fault.Message.Contains($"{option} allows", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Bounds_with_nothing_compared_are_a_fault()
    {
        var bounds = new GateBounds(GateBound.Parse("gate_logits", ["1"]));
        var (some, none) = (Evaluated(1, 1), Evaluated(1, null));
        Assert.AreEqual(Codes.GateFailed, new ExportGate(some, bounds).Faults([]).Single().Code);
        Assert.IsEmpty(new ExportGate(some, new GateBounds()).Faults([]));
        var gate = new ExportGate(none, bounds);
        StringAssert.Contains(gate.Faults([gate.Compare("f16", "f16", none)]).Single().Message, "no token");
    }

    /// <summary>100 rows, some of them right, each with one expected token of a likelihood, or with none.</summary>
    private static ModelEvaluation Evaluated(int right, double? mean)
    {
        var rows = Enumerable.Range(0, 100).Select(i => new EvaluationRow($"{i}", default, "r", "eval.jsonl", i + 1)).ToList();
        var run = new SourceRun("s", [.. rows.Select((row, i) => new AnsweredRow(row, new("a", AnswerEnd.Stop, default, default), new(i < right, null, null, null, [])))]);
        float[] values = mean is { } nll ? [(float)-nll] : [];
        return new(run, [.. rows.Select(row => new EvaluationPrompt([], new TokenizedExample([1], [mean is not null], row.Source)))], [.. rows.Select(_ => new ExpectedScores(values, values))]);
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
