using System.Text;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Tests.Support;
using SynthTrain.Models.Templates;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Data;

namespace SynthTrain.Training.Tests.Data;

/// <summary>Rows that cannot be trained on are coded errors with their line.</summary>
[TestClass]
public sealed class BadRowTests
{
    private const string Good = """{"messages":[{"role":"user","content":"Show all files"},{"role":"assistant","content":"ls -la"}]}""";

    [TestMethod]
    [DataRow("""{"messages":[{"role":"user","content":"x"}]}""", "No token of the row would be learned")]
    [DataRow("""{"messages":[]}""", "'messages' is an empty list")]
    [DataRow("""{"messages":"hello"}""", "'messages' is a text")]
    [DataRow("""{"messages":[7]}""", "'messages[0]' is a number")]
    [DataRow("""{"messages":[{"content":"x"}]}""", "'messages[0]' has no 'role'")]
    [DataRow("""{"messages":[{"role":"user"}]}""", "'messages[0]' has no 'content'")]
    [DataRow("""{"messages":[{"role":"user","content":3}]}""", "'messages[0].content' is a number")]
    [DataRow("""{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":"  "}]}""", "without text")]
    [DataRow("""{"messages":[{"role":"user","content":"x"},{"role":"assistant"}]}""", "without text")]
    [DataRow("""{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":"","tool_calls":[]}]}""", "without text")]
    [DataRow("""{"messages":[{"role":"user","content":"x"},{"role":"assistant","reasoning_content":" "}]}""", "without text")]
    [DataRow("""{"instruction":"i","input":"a","output":"b"}""", "The row has the fields 'instruction', 'input', 'output'; allowed is")]
    [DataRow("""{"input":7,"output":"b"}""", "'input' is a number; allowed is a text")]
    [DataRow("""{"input":" ","output":"b"}""", "'input' is an empty text")]
    [DataRow("""{"input":"a"}""", "'output' is missing; allowed is")]
    [DataRow("""{"input":"a","output":3}""", "'output' is a number")]
    [DataRow("""{"input":"a","output":""}""", "'output' is an empty text")]
    [DataRow("""{"input":"a","output":"b","context":"earlier"}""", "'context' is a text; allowed is a list of earlier turns")]
    [DataRow("""{"input":"a","output":"b","context":["earlier"]}""", "'context[0]' is a text")]
    [DataRow("""{"input":"a","output":"b","context":[{"input":"x","output":"y"},{"output":"y"}]}""", "'context[1].input' is missing")]
    [DataRow("""{"input":"a","output":"b","context":[{"input":"x"}]}""", "'context[0].output' is missing")]
    [DataRow("""{}""", "The row has no fields")]
    [DataRow("""{"prompt":"a","completion":[{"role":"assistant","content":"b"}]}""", "text in both or messages in both")]
    [DataRow("""{"prompt":"a","completion":""}""", "'completion' is an empty text")]
    [DataRow("""{"text":""}""", "'text' is an empty text")]
    [DataRow("""{"text":null}""", "The row has the fields 'text'")]
    [DataRow("""[1,2]""", "JSON array")]
    [DataRow("""{"messages":""", "not a JSON object")]
    [DataRow("""{"text":"\ud83d"}""", "without its other half")]
    public void A_row_that_is_no_example_is_named_with_its_line(string row, string message)
    {
        var fault = Read($"{Good}\n\n{row}\n{Good}\n").Single();
        Assert.AreEqual((Codes.BadExample, "train.jsonl", 3), (fault.Code, fault.File, fault.Line));
        Assert.Contains(message, fault.Message);
    }

    [TestMethod]
    public void A_byte_that_is_no_text_is_named_with_line_and_column()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["t"], [.. Encoding.UTF8.GetBytes(Good + "\n{\"text\":\""), 0xff, .. "\"}\n"u8]);
        var fault = Assert.ThrowsExactly<SynthException>(() => Reader().Read(new PhysicalFileSystem(), folder["t"], "train.jsonl")).Diagnostics.Single();
        Assert.AreEqual((Codes.BadExample, 2, 10), (fault.Code, fault.Line, fault.Column));
    }

    [TestMethod]
    public void What_the_template_refuses_is_a_faulty_row()
    {
        var golden = GoldenSft.Of("llama-tied-rope");
        var encoder = golden.Encoder(TrainedPart.Assistant, ChatTemplate.Parse("{{ raise_exception('roles must alternate') }}"));
        using var folder = new TempFolder();
        folder.Write("t", Good);
        var reader = new SftDataReader(encoder, golden.Tokenizer, golden.Config, new() { Base = "x" });
        Assert.Contains("roles must alternate", Assert.ThrowsExactly<SynthException>(() => reader.Read(new PhysicalFileSystem(), folder["t"])).Diagnostics.Single().Message);
    }

    [TestMethod]
    public void Twenty_faulty_rows_are_named_and_the_rest_counted()
    {
        var faults = Read(string.Join('\n', Enumerable.Repeat("{}", 50)));
        Assert.HasCount(21, faults);
        Assert.AreEqual(20, faults[19].Line);
        Assert.StartsWith("30 more rows", faults[20].Message);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("\n  \n\r\n")]
    public void An_empty_file_is_nothing_to_train_on(string text)
    {
        var fault = Read(text).Single();
        Assert.AreEqual((Codes.NoTrainingData, "train.jsonl"), (fault.Code, fault.File));
    }

    [TestMethod]
    public void One_token_alone_is_learned_by_nothing()
    {
        Assert.AreEqual(0, new TokenizedExample([5], [true], "row").TrainedCount);
        Assert.AreEqual(0, new TokenizedExample([], [], "row").TrainedCount);
        var qwen = GoldenSft.Of("qwen2-bias");
        var refused = Assert.ThrowsExactly<RowRefusedException>(() => new ExampleEncoder(qwen.Tokenizer, null, new Dictionary<string, System.Text.Json.JsonElement>(), TrainedPart.All).Encode(System.Text.Json.JsonElement.Parse("""{"text":"a"}"""), "row"));
        Assert.Contains("The row has 1 token,", refused.Message);
    }

    [TestMethod]
    public void A_conversation_for_a_model_without_a_template_is_one_error_and_not_one_a_row()
    {
        var golden = GoldenSft.Of("llama-tied-rope");
        var encoder = new ExampleEncoder(golden.Tokenizer, null, new Dictionary<string, System.Text.Json.JsonElement>(), TrainedPart.Assistant);
        using var folder = new TempFolder();
        folder.Write("t", Good + "\n" + Good);
        var reader = new SftDataReader(encoder, golden.Tokenizer, golden.Config, new() { Base = "x" });
        Assert.AreEqual(Codes.UntrainableModel, Assert.ThrowsExactly<SynthException>(() => reader.Read(new PhysicalFileSystem(), folder["t"])).Diagnostics.Single().Code);
    }

    [TestMethod]
    public void Overlong_rows_fail_with_their_lengths_or_are_left_out_and_counted()
    {
        var text = $"{Good}\n{Long(200)}\n{Good}\n";
        var fault = Read(text, new() { Base = "x", MaxLength = 60 }).Single();
        Assert.AreEqual((Codes.TooLong, 2), (fault.Code, fault.Line));
        Assert.MatchesRegex("The row has \\d+ tokens; 'data.max_seq_length' allows 60", fault.Message);

        using var folder = new TempFolder();
        folder.Write("t", text);
        var options = new SftOptions { Base = "x", MaxLength = 60, Overlong = OverlongPolicy.Drop };
        var data = GoldenSft.Of("llama-tied-rope").Reader(options).Read(new PhysicalFileSystem(), folder["t"]);
        Assert.AreEqual(new DatasetCounts { Rows = 3, Examples = 2, Dropped = 1 }, data.Counts);
    }

    [TestMethod]
    public void All_rows_left_out_is_nothing_to_train_on()
    {
        var fault = Read(Good, new() { Base = "x", MaxLength = 5, Overlong = OverlongPolicy.Drop }).Single();
        Assert.AreEqual(Codes.NoTrainingData, fault.Code);
        Assert.Contains("All 1 rows", fault.Message);
    }

    [TestMethod]
    public void The_models_own_limit_counts_where_it_is_lower()
    {
        var fault = Read(Long(600)).Single();
        Assert.Contains("'max_position_embeddings' allows 512", fault.Message);
    }

    [TestMethod]
    [DataRow(PackingStrategy.BfdSplit)]
    [DataRow(PackingStrategy.Wrapped)]
    public void Rows_that_packing_splits_are_counted_and_so_are_packed_rows_of_nothing_learned(PackingStrategy strategy)
    {
        using var folder = new TempFolder();
        var question = $$"""{"messages":[{"role":"user","content":"{{string.Concat(Enumerable.Repeat("ls ", 600))}}"},{"role":"assistant","content":"ls"}]}""";
        folder.Write("t", $"{question}\n{Good}\n");
        var options = new SftOptions { Base = "x", MaxLength = 128, Packing = true, PackingStrategy = strategy };
        var data = GoldenSft.Of("llama-tied-rope").Reader(options).Read(new PhysicalFileSystem(), folder["t"]);
        Assert.AreEqual((2, 1), (data.Counts.Examples, data.Counts.Split));
        Assert.IsGreaterThan(3, data.Counts.Unlearned);
        var lines = DatasetInspector.Lines(DatasetInspector.Inspect(data, data, GoldenSft.Of("llama-tied-rope").Tokenizer));
        Assert.Contains("1 training rows are too long; packing splits them.", lines);
        Assert.Contains("1 validation rows are too long; they are not packed, so that 'data.overlong' decides on them.", lines);
        Assert.ContainsSingle(line => line.Contains("packed rows hold nothing that is learned", StringComparison.Ordinal), lines);
    }

    [TestMethod]
    public void A_tokenizer_with_tokens_that_the_embedding_lacks_is_an_error()
    {
        var golden = GoldenSft.Of("llama-tied-rope");
        var fault = Assert.ThrowsExactly<SynthException>(() => golden.Reader(new() { Base = "x" }, golden.Config with { VocabularySize = 100 })).Diagnostics.Single();
        Assert.AreEqual(Codes.VocabularyMismatch, fault.Code);
        Assert.Contains("has 100 rows", fault.Message);
    }

    [TestMethod]
    public void A_file_that_is_not_there_is_an_error() =>
        Assert.AreEqual(Codes.InputMissing, Assert.ThrowsExactly<SynthException>(() => Reader().Read(new PhysicalFileSystem(), "/nowhere/x.jsonl")).Diagnostics.Single().Code);

    private static SftDataReader Reader() => GoldenSft.Of("llama-tied-rope").Reader();

    private static string Long(int words) => $$"""{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":"{{string.Concat(Enumerable.Repeat("ls ", words))}}"}]}""";

    private static IReadOnlyList<Diagnostic> Read(string text, SftOptions? options = null)
    {
        using var folder = new TempFolder();
        folder.Write("t", text);
        return Assert.ThrowsExactly<SynthException>(() => GoldenSft.Of("llama-tied-rope").Reader(options).Read(new PhysicalFileSystem(), folder["t"], "train.jsonl")).Diagnostics;
    }
}
