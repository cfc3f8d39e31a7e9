using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;
using SynthTrain.Teachers.Secrets;
using SynthTrain.Training.Runs.Estimates;
using SynthTrain.Worker.Estimating;
using SynthTrain.Worker.Forecasting;

namespace SynthTrain.Worker.Tests.Estimating;

/// <summary>A run on a GPU of a known data sheet, so that every time can be worked out by hand.</summary>
[TestClass]
public sealed class RunEstimatorTests : IGpuProbe, IDisposable
{
    private const string Config = """
        model:
          name: meta-llama/Llama-3.2-1B-Instruct
        training:
          num_train_epochs: 3
          bf16: true
        """;

    private readonly WorkerKit _kit = new();

    private Exception? Fault { get; set; }

    // 55 tokens, six tenths of which are read at 2 operations a weight and 35 % of 19.5 TFLOP/s; the others are written at 30 ms each.
    private static double SecondsOfAnswer => (55 * 0.6 * 2e9 / (19.5e12 * 0.35)) + (55 * 0.4 * 0.03);

    private string? Gpu { get; set; } = "NVIDIA A100-SXM4-80GB";

    public void Dispose() => _kit.Dispose();

    [TestMethod]
    public async Task Training_is_six_operations_a_weight_and_token_over_the_rate_at_the_hours_price()
    {
        _kit.Write("train.yaml", Config);
        // 100 rows of one message with 175 bytes: 50 tokens and 5 around them.
        _kit.Write("train.jsonl", string.Concat(Enumerable.Repeat($"{{\"text\":\"{new string('x', 175)}\"}}\n", 100)));

        var estimate = (await EstimateAsync(Train(("gpu_hour_price", "2")))).Single();

        // 6 x 1e9 weights x 100 rows x 55 tokens x 3 epochs at 35 % of 312 TFLOP/s, after half a second.
        var seconds = 0.5 + (6e9 * 16_500 / (312e12 * 0.35));
        Assert.AreEqual(seconds, estimate.Seconds!.Value, 1e-6);
        Assert.AreEqual((double)2 * seconds / 3600, (double)estimate.Cost!.Value, 1e-9);
        Assert.AreEqual("100 rows x 3 epochs of 55 tokens, 1B weights", estimate.Work);
        Assert.AreEqual(Gpu, estimate.Resource);
    }

    [TestMethod]
    public async Task Rows_that_are_not_there_yet_are_those_that_the_recipe_is_asked_for()
    {
        _kit.Write("train.yaml", Config);
        var estimates = await EstimateAsync(
            Stage("generateexamples", [new("schema", "gh.yaml")], [new("examples", "all.jsonl")], ("count", "10000"), ("pairs", "5000")),
            Stage("splitexamples", [new("schema", "gh.yaml"), new("examples", "all.jsonl")], [new("train", "train.jsonl"), new("prompts", "prompts.jsonl")], ("train", "0.85")),
            Train(),
            Stage("preferences", [new("prompts", "prompts.jsonl")], [new("preferences", "pairs.jsonl")], ("pairs", "3000")),
            Stage("dpo", [new("preferences", "pairs.jsonl")], [new("model", "dpo.bin")]));

        Assert.AreEqual("10,000 rows", estimates[1].Work);
        Assert.AreEqual("8,500 rows x 3 epochs of 45 tokens (assumed), 1B weights", estimates[2].Work);
        StringAssert.StartsWith(estimates[3].Work, "3,000 answers of the model");
        StringAssert.StartsWith(estimates[4].Work, "at most 3,000 pairs x 1 epoch of 90 tokens (assumed)");
        // A GPU without a price.
        Assert.IsNull(estimates[2].Cost);
    }

    [TestMethod]
    public async Task What_cannot_be_known_is_unknown_and_no_fault()
    {
        Gpu = "Some GPU";
        _kit.Write("train.yaml", Config.Replace("Llama-3.2-1B-Instruct", "model", StringComparison.Ordinal));
        var estimates = await EstimateAsync(Train(), Stage("dpo", [new("preferences", "pairs.jsonl"), new("config", "nowhere.yaml")], [new("model", "dpo.bin")]));

        Assert.AreEqual("unknown rows x 3 epochs of 100 tokens (assumed), a model of unknown size", estimates[0].Work);
        Assert.IsNull(estimates[0].Seconds);
        Assert.IsNull(estimates[1].Seconds);
        var total = EstimateTable.Of("main", estimates)[^1];
        StringAssert.Contains(total, "unknown, at least under 1 s");
    }

    [TestMethod]
    public async Task Answers_come_in_groups_of_every_set_and_some_of_each_model_again_one_by_one()
    {
        _kit.Write("train.yaml", Config);
        WriteRows("held.jsonl", 80);
        WriteRows("hand.jsonl", 30);
        StageFile[] inputs = [new("eval", "held.jsonl"), new("eval", "hand.jsonl"), new("eval", "hand.jsonl"), new("model", "m/config.json"), new("model", "m/model.safetensors"), new("before", "s/config.json"), new("before", "s/model.safetensors"), new("adapter", "a/adapter_config.json"), new("adapter", "a/adapter_model.safetensors"), new("gguf", "m.gguf")];

        // Folder, two steps, what was before, adapter, file: 6; an endpoint more that is not timed.
        await ExpectAsync(6, (110 / 5.0) + 50, ("gate_types", "f16;q8_0"));
        await ExpectAsync(4, (110 / 5.0) + 50, ("gate_types", "none"), ("limit", "0"));
        await ExpectAsync(4, ((60 + 30) / 5.0) + 50, ("gate_types", "none"), ("limit", "60"));
        await ExpectAsync(4, 2 * ((10 + 10) / 5.0 + 10), ("gate_types", "none"), ("limit", "10"), ("constrained", "both"));
        await ExpectAsync(5, ((4 * ((110 / 5.0) + 50)) + (110 / 5.0)) / 5, ("gate_types", "none"), ("endpoint", "http://127.0.0.1:8080"));

        async Task ExpectAsync(int models, double answersOfEach, params (string, string)[] parameters)
        {
            var estimate = (await EstimateAsync(Train(), Stage("evaluate", inputs, [new("evaluation", "evaluation.json")], parameters)))[1];
            StringAssert.Contains(estimate.Work, $"{models} models");
            Assert.AreEqual(0.5 + (models * answersOfEach * SecondsOfAnswer), estimate.Seconds!.Value, 1e-6);
        }
    }

    [TestMethod]
    public async Task A_GGUF_alone_is_one_model_and_quantizing_is_weights_over_a_rate()
    {
        _kit.Write("train.yaml", Config);
        WriteRows("held.jsonl", 10);
        var estimates = await EstimateAsync(
            Train(),
            Stage("quantize", [new("model", "model.bin")], [new("gguf", "m.gguf")], ("quant", "q4_k_m")),
            Stage("evaluate", [new("eval", "held.jsonl"), new("gguf", "m.gguf")], [new("evaluation", "evaluation.json")], ("gate_types", "f16;q8_0;q4_k_m")));

        Assert.AreEqual("1B weights to q4_k_m", estimates[1].Work);
        Assert.AreEqual(0.5 + (1e9 / 85e6), estimates[1].Seconds!.Value, 1e-6);
        Assert.AreEqual("10 rows, 1 models", estimates[2].Work);
    }

    [TestMethod]
    public async Task A_model_answers_prompts_in_groups()
    {
        _kit.Write("train.yaml", Config);
        WriteRows("prompts.jsonl", 100);
        var estimate = (await EstimateAsync(Train(), Stage("preferences", [new("prompts", "prompts.jsonl")], [new("preferences", "pairs.jsonl")])))[1];

        // The stage without a teacher takes its own half second and 0.1 ms a row.
        Assert.AreEqual(0.5 + (100 / 5.0 * SecondsOfAnswer) + 0.5 + (100 * 1e-4), estimate.Seconds!.Value, 1e-6);
    }

    [TestMethod]
    public async Task Of_a_pair_the_prompt_is_read_with_either_answer()
    {
        _kit.Write("train.yaml", Config);
        // 35 bytes are 10 tokens, and 5 around each message: 2 x 15 of the prompt, 25 and 35 of the answers.
        _kit.Write("pairs.jsonl", $$"""{"id":"a","prompt":[{"role":"user","content":"{{new string('x', 35)}}"}],"chosen":[{"role":"assistant","content":"{{new string('x', 70)}}"}],"rejected":[{"role":"assistant","content":"{{new string('x', 105)}}"}]}""" + "\n");
        _kit.Write("texts.jsonl", $$"""{"prompt":"{{new string('x', 35)}}","chosen":"{{new string('x', 70)}}","rejected":"{{new string('x', 105)}}"}""" + "\n");
        var estimates = await EstimateAsync(
            Train(),
            Stage("dpo", [new("preferences", "pairs.jsonl")], [new("model", "dpo.bin")]),
            Stage("dpo", [new("preferences", "texts.jsonl")], [new("model", "dpo2.bin")]));

        StringAssert.Contains(estimates[1].Work, "of 90 tokens");
        StringAssert.Contains(estimates[2].Work, "of 90 tokens");
    }

    [TestMethod]
    public async Task Only_faults_of_what_is_read_are_left_to_the_stage()
    {
        _kit.Write("train.yaml", Config);
        Fault = new IOException("the disk");
        Assert.IsNull((await EstimateAsync(Train()))[0].Cost);
        Fault = new InvalidOperationException("a defect");
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => EstimateAsync(Train()));
    }

    [TestMethod]
    public void Whoever_measures_needs_what_makes_its_sets()
    {
        var stages = new[]
        {
            Stage("generateexamples", [new("schema", "gh.yaml")], [new("examples", "all.jsonl")]),
            Stage("splitexamples", [new("examples", "all.jsonl")], [new("test", "data/heldout.jsonl"), new("output_schema", "data/output.schema.json")]),
            Stage("drafts", [], [new("drafts", "drafts.jsonl")]),
            Stage("evaluate", [new("eval", Path.Combine(_kit.Root, "data/heldout.jsonl"))], [new("evaluation", "evaluation.json")]),
        };

        CollectionAssert.AreEqual((string[])["generateexamples", "splitexamples", "evaluate"], RunEstimator.Needed(stages, ["Evaluate"]).Select(stage => stage.Stage).ToArray());
        stages[3] = Stage("evaluate", [new("eval", "hand.jsonl"), new("schema", "data/output.schema.json")], [new("evaluation", "evaluation.json")]);
        CollectionAssert.AreEqual((string[])["generateexamples", "splitexamples", "evaluate"], RunEstimator.Needed(stages, ["evaluate"]).Select(stage => stage.Stage).ToArray());
    }

    [TestMethod]
    public void Only_stages_that_lead_to_the_wanted_ones_are_estimated()
    {
        var stages = new[]
        {
            Stage("drafts", [], [new("drafts", "drafts.jsonl")]),
            Stage("preparesft", [new("drafts", "drafts.jsonl")], [new("train", "other.jsonl")]),
            Train(),
            Stage("exportollama", [new("model", "model.bin")], [new("file", "Modelfile")]),
        };

        CollectionAssert.AreEqual((string[])["train"], RunEstimator.Needed(stages, ["Train"]).Select(stage => stage.Stage).ToArray());
        CollectionAssert.AreEqual((string[])["drafts", "preparesft"], RunEstimator.Needed(stages, ["preparesft"]).Select(stage => stage.Stage).ToArray());
    }

    [TestMethod]
    [DataRow(8512.0, "8,500")]
    [DataRow(2_148_000.0, "2.1M")]
    [DataRow(99.0, "99")]
    [DataRow(0.0, "0")]
    [DataRow(1_235_814_400.0, "1.2B")]
    public void Numbers_have_two_digits(double number, string expected) => Assert.AreEqual(expected, Approximately.Number(number));

    [TestMethod]
    [DataRow(0.2, "under 1 s")]
    [DataRow(43.7, "44 s")]
    [DataRow(754.0, "13 min")]
    [DataRow(4700.0, "78 min")]
    [DataRow(7300.0, "2 h")]
    public void Times_have_two_digits(double seconds, string expected) => Assert.AreEqual(expected, Approximately.Time(seconds));

    [TestMethod]
    public void Money_is_free_little_or_two_digits()
    {
        Assert.AreEqual("free", Approximately.Money(0));
        Assert.AreEqual("under $0.01", Approximately.Money(0.004m));
        Assert.AreEqual("$0.14", Approximately.Money(0.1372m));
        Assert.AreEqual("$65", Approximately.Money(65.4m));
        Assert.AreEqual("$1,200", Approximately.Money(1234m));
        Assert.AreEqual("unknown", Approximately.Money(null));
    }

    string? IGpuProbe.Find() => Fault is null ? Gpu : throw Fault;

    private void WriteRows(string path, int count) => _kit.Write(path, string.Concat(Enumerable.Repeat($"{{\"text\":\"{new string('x', 175)}\"}}\n", count)));

    private StageRequest Train(params (string Name, string Value)[] settings) =>
        Stage("train", [new("train", "train.jsonl"), new("config", "train.yaml")], [new("model", "model.bin")]) with
        {
            Settings = settings.Append(("device", "cuda")).ToDictionary(pair => pair.Item1, pair => pair.Item2),
        };

    private StageRequest Stage(string name, StageFile[] inputs, StageFile[] outputs, params (string Name, string Value)[] parameters) => new()
    {
        Stage = name,
        Run = "main",
        CodeVersion = 1,
        ProjectDirectory = _kit.Root,
        Inputs = inputs,
        Outputs = outputs,
        Manifest = $"{name}.manifest.json",
        Parameters = new SortedDictionary<string, string>(parameters.ToDictionary(pair => pair.Name, pair => pair.Value), StringComparer.Ordinal),
        Settings = new Dictionary<string, string> { ["device"] = "cuda" },
    };

    private async Task<IReadOnlyList<StageEstimate>> EstimateAsync(params StageRequest[] stages)
    {
        var files = new PhysicalFileSystem();
        var estimator = new RunEstimator(files, stages, new StageForecaster(files, TimeProvider.System, ProjectKeys.Of(files, () => _kit.Root)), new RunMachine(TimeProvider.System, this), new VerbForecastOptions());
        var estimates = new List<StageEstimate>();
        foreach (var stage in stages)
            estimates.Add(await estimator.NextAsync(stage, CancellationToken.None));
        return estimates;
    }
}
