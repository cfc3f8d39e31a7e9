using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.IO;
using SynthTrain.Core.Tests.Support;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Data;

namespace SynthTrain.Training.Tests.Data;

/// <summary>Tokens and label masks against TRL 1.16.</summary>
[TestClass]
public sealed class LabelMaskTests
{
    [TestMethod]
    [DataRow("llama-tied-rope", "assistantOnly", TrainedPart.Assistant, false)]
    [DataRow("llama-tied-rope", "languageModelling", TrainedPart.All, false)]
    [DataRow("llama-tied-rope", "completionOnly", TrainedPart.Completion, true)]
    [DataRow("llama-tied-rope", "promptCompletionAllTokens", TrainedPart.All, true)]
    [DataRow("llama-tied-rope", "completionAndAssistantOnly", TrainedPart.Assistant, true)]
    [DataRow("qwen2-bias", "assistantOnly", TrainedPart.Assistant, false)]
    [DataRow("qwen2-bias", "languageModelling", TrainedPart.All, false)]
    [DataRow("qwen2-bias", "completionOnly", TrainedPart.Completion, true)]
    [DataRow("qwen2-bias", "promptCompletionAllTokens", TrainedPart.All, true)]
    [DataRow("qwen2-bias", "completionAndAssistantOnly", TrainedPart.Assistant, true)]
    public void Conversations_have_TRLs_tokens_and_labels(string model, string name, TrainedPart part, bool asCompletion)
    {
        var golden = GoldenSft.Of(model);
        var encoder = golden.Encoder(part);
        foreach (var (expected, row) in golden.Case(name).EnumerateArray().Zip(golden.Rows))
            GoldenSft.AssertEqual(expected, encoder.Encode(asCompletion ? GoldenSft.AsCompletion(row) : row, "row"));
    }

    [TestMethod]
    [DataRow("llama-tied-rope")]
    [DataRow("qwen2-bias")]
    public void Messages_whose_last_is_the_completion_are_marked_like_prompt_and_completion(string model)
    {
        var golden = GoldenSft.Of(model);
        var encoder = golden.Encoder(TrainedPart.Completion);
        foreach (var (expected, row) in golden.Case("completionOnly").EnumerateArray().Zip(golden.Rows))
            GoldenSft.AssertEqual(expected, encoder.Encode(row, "row"));
    }

    [TestMethod]
    [DataRow(TrainedPart.Assistant)]
    [DataRow(TrainedPart.Completion)]
    public void An_example_learns_its_own_answer_alone(TrainedPart part)
    {
        var encoder = GoldenSft.Of("llama-tied-rope").Encoder(part);
        var example = encoder.Encode(JsonElement.Parse("""{"input":"q","output":{"b": 1},"context":[{"input":"p","output":"o"}]}"""), "row");
        var same = encoder.Encode(JsonElement.Parse("""{"prompt":[{"role":"user","content":"p"},{"role":"assistant","content":"o"},{"role":"user","content":"q"}],"completion":[{"role":"assistant","content":"{\"b\":1}"}]}"""), "row");
        CollectionAssert.AreEqual(same.Ids, example.Ids);
        CollectionAssert.AreEqual(same.Trained, example.Trained);
    }

    [TestMethod]
    [DataRow("llama-tied-rope")]
    [DataRow("qwen2-bias")]
    public void Plain_text_has_TRLs_tokens_and_labels(string model)
    {
        var golden = GoldenSft.Of(model);
        var (completion, all) = (golden.Encoder(TrainedPart.Assistant), golden.Encoder(TrainedPart.All));
        foreach (var (prompted, whole) in golden.Case("plainTextPromptCompletion").EnumerateArray().Zip(golden.Case("plainTextLanguageModelling").EnumerateArray()))
        {
            var pair = prompted.GetProperty("text");
            GoldenSft.AssertEqual(prompted, completion.Encode(pair, "row"));
            var text = JsonSerializer.SerializeToElement(new JsonObject { ["text"] = pair.GetProperty("prompt").GetString() + pair.GetProperty("completion").GetString() });
            GoldenSft.AssertEqual(whole, all.Encode(text, "row"));
            GoldenSft.AssertEqual(whole, completion.Encode(text, "row"));
        }
    }

    [TestMethod]
    [DataRow("llama-tied-rope", "assistantOnlyTruncated")]
    [DataRow("llama-tied-rope", "assistantOnlyTruncatedHard")]
    [DataRow("qwen2-bias", "assistantOnlyTruncated")]
    [DataRow("qwen2-bias", "assistantOnlyTruncatedHard")]
    public void Truncation_keeps_what_TRL_keeps_and_counts_what_is_left_out(string model, string name)
    {
        var golden = GoldenSft.Of(model);
        var expected = golden.Case(name);
        using var folder = new TempFolder();
        folder.Write("train.jsonl", string.Join('\n', golden.Rows.Select(row => row.GetRawText())));
        var options = new SftOptions { Base = "x", MaxLength = expected.GetProperty("maxLength").GetInt32(), Overlong = OverlongPolicy.Truncate };
        var data = golden.Reader(options).Read(new PhysicalFileSystem(), folder["train.jsonl"]);
        Assert.AreEqual(expected.GetProperty("dropped").GetInt32(), data.Counts.NothingLeft);
        Assert.AreEqual(8, data.Counts.Rows);
        Assert.AreEqual(expected.GetProperty("rows").GetArrayLength(), data.Examples.Count);
        foreach (var (row, example) in expected.GetProperty("rows").EnumerateArray().Zip(data.Examples))
            GoldenSft.AssertEqual(row, example);
    }

    [TestMethod]
    [DataRow("llama-tied-rope")]
    [DataRow("qwen2-bias")]
    public void A_batch_is_collated_as_TRL_collates_it(string model)
    {
        var golden = GoldenSft.Of(model);
        var encoder = golden.Encoder(TrainedPart.Assistant);
        var rows = new TrainingRows([.. golden.Rows.Select(row => encoder.Encode(row, "row"))]);
        var numbers = golden.Collated.GetProperty("rows").Deserialize<int[]>()!;
        var ids = golden.Collated.GetProperty("input_ids").Deserialize<long[][]>()!;
        var mask = golden.Collated.GetProperty("attention_mask").Deserialize<long[][]>()!;
        var labels = golden.Collated.GetProperty("labels").Deserialize<long[][]>()!;
        var padding = (int)ids[mask.Index().First(row => row.Item.Contains(0)).Index][^1];

        var batch = PaddedBatch.Of(rows, numbers, padding);

        CollectionAssert.AreEqual(ids.SelectMany(row => row).ToArray(), batch.Ids);
        CollectionAssert.AreEqual(mask.SelectMany(row => row).ToArray(), batch.Documents.Select(document => document < 0 ? 0L : 1).ToArray());
        // TRL shifts labels in the loss: what is predicted at t is the label at t + 1.
        var predicted = labels.Index().SelectMany(row => row.Item.Index().Skip(1).Where(label => label.Item != -100).Select(label => (At: (long)(row.Index * batch.Length) + label.Index - 1, label.Item))).ToArray();
        CollectionAssert.AreEqual(predicted.Select(entry => entry.At).ToArray(), batch.Predictors);
        CollectionAssert.AreEqual(predicted.Select(entry => entry.Item).ToArray(), batch.Targets);
    }
}
