using SynthTrain.Training.Configuration;
using SynthTrain.Training.Runs.Estimates;

namespace SynthTrain.Training.Tests.Runs.Estimates;

/// <summary>Operations and sizes against numbers worked out by hand.</summary>
[TestClass]
public sealed class TrainingWorkTests
{
    private static readonly ModelSize s_million = new(1_000_000, 1_000_000);

    [TestMethod]
    public void Six_operations_a_weight_and_token_train_all_weights_and_four_an_adapter()
    {
        Assert.AreEqual(6e9, TrainingWork.FineTuning(s_million, 1000, adapter: false, again: false));
        Assert.AreEqual(4e9, TrainingWork.FineTuning(s_million, 1000, adapter: true, again: false));
        Assert.AreEqual(8e9, TrainingWork.FineTuning(s_million, 1000, adapter: false, again: true));
        Assert.AreEqual(2e9, TrainingWork.Reading(s_million, 1000));
        // Two epochs of 6, and the reference once.
        Assert.AreEqual(14e9, TrainingWork.Preferences(s_million, 1000, 2, adapter: false, again: false));
    }

    [TestMethod]
    public void A_scratch_model_has_the_weights_of_its_layers_and_one_embedding()
    {
        // Layer: q and o 64 x 64 each, k and v 32 x 64 each, gate, up and down 128 x 64 each, two norms of 64; then the embedding of 400 and the last norm.
        const long layer = (2 * 64 * 64) + (2 * 32 * 64) + (3 * 128 * 64) + (2 * 64);
        var size = ModelSize.Of(new ScratchOptions { VocabularySize = 400, HiddenSize = 64, IntermediateSize = 128, LayerCount = 2, HeadCount = 4, KeyValueHeadCount = 2 });

        Assert.AreEqual((2 * layer) + (400 * 64) + 64, size.Parameters);
        Assert.AreEqual(size.Parameters, size.Multiplied);
    }

    [TestMethod]
    public void A_scratch_model_with_heads_that_copy_has_an_output_of_its_own_and_multiplies_with_no_embedding()
    {
        var tied = new ScratchOptions { VocabularySize = 400, HiddenSize = 96, IntermediateSize = 128, LayerCount = 2, HeadCount = 3, KeyValueHeadCount = 1 };
        var (without, with) = (ModelSize.Of(tied), ModelSize.Of(tied with { InductionHeads = true }));

        Assert.AreEqual(without.Parameters + (400 * 96), with.Parameters);
        Assert.AreEqual(without.Parameters, with.Multiplied);
    }

    [TestMethod]
    [DataRow("meta-llama/Llama-3.2-1B-Instruct", 1_000_000_000L)]
    [DataRow("HuggingFaceTB/SmolLM2-135M-Instruct@main", 135_000_000L)]
    [DataRow("Qwen/Qwen2.5-0.5B", 500_000_000L)]
    [DataRow("mistralai/Mixtral-8x7B", 0L)]
    [DataRow("somebody/model", 0L)]
    [DataRow("a/7B-to-1B", 0L)]
    public void A_name_says_its_size_or_nothing(string name, long expected) => Assert.AreEqual(expected, ModelSize.OfName(name)?.Parameters ?? 0);

    [TestMethod]
    public void A_GPU_is_found_by_its_name_and_an_unknown_one_has_no_rate()
    {
        Assert.AreEqual(312e12 * MachineRate.GpuShare, MachineRate.Gpu("NVIDIA A100-SXM4-80GB", halved: true)!.Useful);
        Assert.AreEqual(19.5e12 * MachineRate.GpuShare, MachineRate.Gpu("NVIDIA A100-SXM4-80GB", halved: false)!.Useful);
        Assert.AreEqual(362e12 * MachineRate.GpuShare, MachineRate.Gpu("NVIDIA L40S", halved: true)!.Useful);
        Assert.IsNull(MachineRate.Gpu("Some GPU", halved: true));
    }

    [TestMethod]
    [DataRow("NVIDIA RTX A1000 Laptop GPU")]
    [DataRow("NVIDIA RTX A3000")]
    [DataRow("NVIDIA T400 4GB")]
    [DataRow("NVIDIA L400")]
    [DataRow("NVIDIA GH200 480GB")]
    public void A_GPU_whose_name_only_holds_anothers_is_unknown(string name) => Assert.IsNull(MachineRate.Gpu(name, halved: true));

    [TestMethod]
    [DataRow("Tesla T4", 65e12)]
    [DataRow("NVIDIA H100 PCIe", 756e12)]
    [DataRow("NVIDIA H100 80GB HBM3", 989e12)]
    [DataRow("Tesla V100-SXM2-32GB", 125e12)]
    public void A_name_may_have_words_around_it(string name, double halved) => Assert.AreEqual(halved * MachineRate.GpuShare, MachineRate.Gpu(name, halved: true)!.Useful);

    [TestMethod]
    public void The_processors_rate_is_products_over_the_clock_times_the_share_that_a_run_gets()
    {
        // A clock that says a second passes between two looks: one product of 2 x 512 x 1536 x 576 operations in a second.
        var rate = MachineRate.Processor(new SteppingTime(), 0);

        Assert.AreEqual(2.0 * 512 * 1536 * 576 * 0.6, rate.Useful, 1);
        Assert.IsFalse(rate.IsGpu);
    }

    [TestMethod]
    public void An_answer_takes_its_prompt_once_and_all_weights_for_each_token()
    {
        var rate = new MachineRate("processor", 1e9);
        // 100 tokens x 2 operations x a million weights; 10 tokens x (1.4 ms and 4 MB at 22 GB/s).
        Assert.AreEqual(0.2 + (10 * (1.4e-3 + (4e6 / 22e9))), rate.SecondsOfAnswer(s_million, 100, 10), 1e-9);
    }

    private sealed class SteppingTime : TimeProvider
    {
        private long _looks;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _looks++;
    }
}
