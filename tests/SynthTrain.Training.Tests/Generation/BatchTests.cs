using System.Text.Json;
using SynthTrain.Training.Generation;
using SynthTrain.Training.Tests.Support;

namespace SynthTrain.Training.Tests.Generation;

/// <summary>Several prompts at once against one after the other and against the recorded answers.</summary>
[TestClass]
public sealed class BatchTests
{
    [TestMethod]
    [DataRow("llama-tied-rope")]
    [DataRow("mistral-window")]
    [DataRow("qwen3-qknorm")]
    public void Answers_of_a_batch_are_those_of_transformers(string name)
    {
        using var model = GoldenModel.Open($"models/{name}");
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Golden.Require($"models/{name}/expected/generate.json")));
        var rows = expected.RootElement.EnumerateArray().ToArray();
        var answers = new TextGenerator(model).AnswerAll([.. rows.Select(row => GreedyTests.Ids(row, "promptIds"))], new() { MaxTokens = 24 });
        Assert.HasCount(rows.Length, answers);
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i].GetProperty("smallestTop2Gap").GetDouble() > 1e-3)
                CollectionAssert.AreEqual(GreedyTests.Ids(rows[i], "greedyIds"), answers[i].Ids.ToArray());
        }
    }

    [TestMethod]
    public void Rows_that_end_early_leave_the_others_as_they_were()
    {
        using var open = GoldenModel.Open("models/mistral");
        var prompts = Enumerable.Range(0, 40).Select(i => (IReadOnlyList<int>)[.. Enumerable.Range(0, 1 + (i * 7 % 23)).Select(j => 3 + (((i * 31) + (j * 17)) % 500))]).ToArray();
        var ends = Enumerable.Range(0, 80).ToArray();
        var model = new SynthTrain.Training.BaseModels.LoadedModel { Decoder = open.Decoder, Tokenizer = open.Tokenizer, EndTokens = ends };
        var generator = new TextGenerator(model) { BatchSize = 16 };
        var together = generator.AnswerAll(prompts, new() { MaxTokens = 20 });
        Assert.IsTrue(together.Any(answer => answer.Finish == AnswerEnd.Stop) && together.Any(answer => answer.Finish == AnswerEnd.Length));
        for (var i = 0; i < prompts.Length; i++)
        {
            var alone = generator.Answer(prompts[i], new() { MaxTokens = 20 });
            CollectionAssert.AreEqual(alone.Ids.ToArray(), together[i].Ids.ToArray(), $"prompt {i}");
            Assert.AreEqual((alone.Text, alone.Finish), (together[i].Text, together[i].Finish));
        }
    }

    [TestMethod]
    public async Task Groups_draw_with_the_seed_of_each_prompt_on_any_number_of_threads()
    {
        using var model = GoldenModel.Open("models/mistral");
        model.Decoder.eval();
        var prompts = Enumerable.Range(0, 70).Select(i => (IReadOnlyList<int>)[.. Enumerable.Range(0, 1 + (i % 9)).Select(j => 3 + (((i * 31) + (j * 17)) % 500))]).ToArray();
        var options = new GenerationOptions { MaxTokens = 8, Temperature = 0.9, Seeds = [.. Enumerable.Range(0, prompts.Length).Select(i => (long)i * 7)] };
        var done = 0;
        var one = await new AnswerGroups(model, SynthTrain.Training.Decoder.Placement.Default).AnswerAsync(prompts, options, progress: count => Interlocked.Add(ref done, count));
        var four = await new AnswerGroups(model, SynthTrain.Training.Decoder.Placement.Default) { Concurrency = 4 }.AnswerAsync(prompts, options);
        Assert.AreEqual(prompts.Length, done);
        for (var i = 0; i < prompts.Length; i++)
        {
            CollectionAssert.AreEqual(one[i].Ids.ToArray(), four[i].Ids.ToArray(), $"prompt {i}");
            CollectionAssert.AreEqual(new TextGenerator(model).Answer(prompts[i], options with { Seeds = null, Seed = i * 7 }).Ids.ToArray(), one[i].Ids.ToArray(), $"prompt {i}");
        }
    }

    [TestMethod]
    [DataRow(4, 4, 32, 256, 32)]
    [DataRow(16, 8, 64, 131072, 4)]
    [DataRow(80, 8, 128, 131072, 1)]
    public void Groups_are_smaller_where_keys_and_values_are_larger(int layers, int heads, int size, int positions, int rows)
    {
        using var model = GoldenModel.Open("models/mistral");
        var config = model.Config with { LayerCount = layers, KeyValueHeadCount = heads, HeadSize = size, MaxPositions = positions };
        Assert.AreEqual(rows, AnswerGroups.Size(config, new() { MaxTokens = 256 }));
    }

    [TestMethod]
    // 2 x 4 bytes x 4 layers x 4 heads x 32 are 4,096 bytes a token; 9 bytes a score.
    [DataRow(1, 44, 256, 300 * 4096L + 9000)]
    [DataRow(32, 44, 256, 32 * (300 * 4096L + 2 * 44 * 44 + 9000))]
    [DataRow(32, 10_000, 256, 32 * (10_256 * 4096L + 2 * 100_000_000L + 9000))]
    // The cache doubles: 300, 600, 1200; and no more than the model's positions.
    [DataRow(1, 44, 900, 1200 * 4096L + 9000)]
    [DataRow(1, 20_000, 131_072, 32_768 * 4096L + 9000)]
    public void A_group_takes_keys_and_values_of_its_longest_prompt_and_the_answer(int rows, int longest, int answer, long bytes)
    {
        using var model = GoldenModel.Open("models/mistral");
        var config = model.Config with { LayerCount = 4, KeyValueHeadCount = 4, HeadSize = 32, MaxPositions = 32_768, VocabularySize = 1000 };
        Assert.AreEqual(bytes, GroupMemory.Of(config, rows, longest, answer));
    }

    [TestMethod]
    // 40 + 30 + 20 + 10 are 100.
    [DataRow(8, 100L, 4)]
    [DataRow(8, 99L, 3)]
    [DataRow(2, 100L, 2)]
    [DataRow(8, 59L, 1)]
    [DataRow(8, 10L, 1)]
    [DataRow(0, 1000L, 1)]
    [DataRow(8, 1000L, 5)]
    public void So_many_groups_are_under_way_that_the_largest_have_room_together(int wanted, long most, int together) =>
        Assert.AreEqual(together, GroupMemory.Together([10, 40, 10, 20, 30], wanted, most));

    [TestMethod]
    public void Groups_are_of_similar_length_and_have_room_for_their_mask()
    {
        int[] lengths = [12_000, 10, 12_000, 11, 60_000, 3_000, .. Enumerable.Repeat(9, 20)];
        var groups = BatchGroups.Of(lengths, 16).ToArray();
        CollectionAssert.AreEquivalent(Enumerable.Range(0, lengths.Length).ToArray(), groups.SelectMany(group => group).ToArray());
        Assert.IsTrue(Array.TrueForAll(groups, group => group.Count <= 16));
        Assert.IsTrue(Array.TrueForAll(groups, group => group.Count == 1 || group.Count * (long)group.Max(i => lengths[i]) * group.Max(i => lengths[i]) <= BatchAnswer.MostCells));
        CollectionAssert.AreEqual(new[] { 16, 7, 1, 1, 1 }, groups.Select(group => group.Count).ToArray());
    }

    [TestMethod]
    public void Rows_that_reached_the_last_position_go_before_the_others_pass_it()
    {
        using var open = GoldenModel.Open("models/mistral");
        var model = new SynthTrain.Training.BaseModels.LoadedModel { Decoder = open.Decoder, Tokenizer = open.Tokenizer, EndTokens = [] };
        var last = model.Config.MaxPositions - 3;
        var prompts = new[] { last, last - 6, last - 9, last - 10 }.Select(length => (IReadOnlyList<int>)[.. Enumerable.Range(0, length).Select(i => 3 + (i * 17 % 500))]).ToArray();
        var generator = new TextGenerator(model);
        var together = generator.AnswerAll(prompts, new() { MaxTokens = 12 });
        for (var i = 0; i < prompts.Length; i++)
            CollectionAssert.AreEqual(generator.Answer(prompts[i], new() { MaxTokens = 12 }).Ids.ToArray(), together[i].Ids.ToArray(), $"prompt {i}");
        Assert.IsTrue(together.All(answer => answer.FirstToken > TimeSpan.Zero && answer.Duration >= answer.FirstToken));
        Assert.IsGreaterThan(together[0].Duration, together[3].Duration);
    }
}
