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
            Stage("preferences", [new("prompts", "prompts.jsonl")], [new("preferences", "pairs.jsonl")], ("pairs", "3000")));

        Assert.AreEqual("10,000 rows", estimates[1].Work);
        Assert.AreEqual("8,500 rows x 3 epochs of 45 tokens (assumed), 1B weights", estimates[2].Work);
        StringAssert.StartsWith(estimates[3].Work, "3,000 answers of the model");
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

    string? IGpuProbe.Find() => Gpu;

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
