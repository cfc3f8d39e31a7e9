using System.Text;
using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Tests.Gguf;

[TestClass]
public sealed class GgufFuzz
{
    [TestMethod]
    public void A_damaged_GGUF_file_is_a_coded_error_or_is_read_within_its_bounds()
    {
        var refused = FuzzRun.Of([Small(32), Small(64)], Mutations.Bytes, bytes =>
        {
            using var reader = GgufReader.Open(ByteSource.Of(bytes, "a.gguf"));
            foreach (var tensor in reader.Tensors)
                reader.Read(tensor);
        });
        Assert.IsGreaterThan(Fuzz.Count / 3, refused);
    }

    [TestMethod]
    public void A_damaged_tokenizer_json_is_a_coded_error_of_the_converter()
    {
        var tokenizer = File.ReadAllText(Golden.Require("models/llama-tied-rope/tokenizer.json"));
        var model = tokenizer.IndexOf("\"vocab\": {", StringComparison.Ordinal) + 10;
        var merges = tokenizer.IndexOf("\"merges\": [", StringComparison.Ordinal) + 11;
        var small = tokenizer[..model] + "\"a\": 0, \"b\": 1, \"ab\": 2}, \"merges\": [[\"a\", \"b\"], \"a b\"]}}";
        Assert.IsGreaterThan(model, merges);
        FuzzRun.Of([Encoding.UTF8.GetBytes(small)], Mutations.Json, bytes =>
        {
            var json = new TokenizerJson(JsonText.Parse("tokenizer.json", bytes));
            _ = json.ById();
            _ = json.Merges();
            SpecialTokenKeys.AddTo(new(StringComparer.Ordinal), [], [], json);
            _ = PreTokenizerName.Find(json);
        });
    }

    [TestMethod]
    public void A_damaged_SentencePiece_model_is_a_coded_error()
    {
        var bytes = File.ReadAllBytes(Golden.Require("models/mistral-window/tokenizer.model"));
        FuzzRun.Of([[.. bytes[..300], .. bytes[^200..]]], Mutations.Bytes, input => SentencePieceModel.Parse(input, "tokenizer.model"));
    }

    private static byte[] Small(int alignment)
    {
        var stream = new MemoryStream();
        var writer = new GgufWriter(stream, alignment);
        writer.AddMetadata("general.architecture", GgufValue.From("llama"));
        writer.AddMetadata("general.alignment", GgufValue.From((uint)alignment));
        foreach (var value in new object[] { (byte)1, (sbyte)-1, (ushort)2, (short)-2, -3, 4UL, -5L, 6.5, 7.5f, true, new[] { "a", "b\u00e9", "" }, new[] { 1, 2 }, new[] { 1f, 2f }, new[] { true, false }, new byte[] { 1 }, new[] { 1L }, new[] { 1.0 }, new ushort[] { 1 } })
            writer.AddMetadata("key." + value.GetType().Name, GgufValue.Of(value));
        writer.AddTensor("a.weight", GgufType.Q8_0, [32, 2]);
        writer.AddTensor("b.weight", GgufType.F32, [3]);
        writer.AddTensor("c.weight", GgufType.Q4_K, [256]);
        writer.BeginData();
        foreach (var tensor in writer.Tensors)
            writer.WriteTensor(tensor.Name, new byte[tensor.Length]);
        writer.Finish();
        return stream.ToArray();
    }
}
