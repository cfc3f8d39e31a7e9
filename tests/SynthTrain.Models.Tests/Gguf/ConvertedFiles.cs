using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Models.Gguf;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Models.Safetensors;

namespace SynthTrain.Models.Tests.Gguf;

[TestClass]
public sealed class ConvertedFiles
{
    /// <summary>What llama.cpp's converter guesses from a folder's name and we do not write.</summary>
    private static readonly string[] s_guessed = ["general.basename", "general.finetune"];

    private static IEnumerable<object[]> Rows => Golden.Find("gguf/expected") is { } folder
        ? Directory.GetFiles(folder, "*.json").Select(Path.GetFileNameWithoutExtension).Where(name => name![(name!.LastIndexOf('.') + 1)..] is "f32" or "f16" or "bf16" or "q8_0").Order().Select(name => new object[] { name! })
        : [["llama-tied-rope.f16"]];

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void A_folder_becomes_the_file_that_llama_cpp_makes_of_it(string name)
    {
        var expected = Golden.Require($"gguf/expected/{name}.json");
        using var target = new TempFolder();
        Convert(name, target.At("a.gguf"));
        using var reader = GgufReader.Open(target.At("a.gguf"));
        Assert.AreEqual("", string.Join('\n', ExpectedGguf.Differences(reader, expected, s_guessed)));
        if (Golden.Find($"gguf/{name}.gguf") is { } file && !name.StartsWith("llama-untied", StringComparison.Ordinal))
            SameBytes.Assert(File.ReadAllBytes(file), File.ReadAllBytes(target.At("a.gguf")), name);
    }

    [TestMethod]
    [DataRow("models/llama-256-bf16", "F16")]
    [DataRow("models/llama-256-bf16", "BF16")]
    [DataRow("models/llama-320-fallback-bf16", "F16")]
    [DataRow("trained/cli-3m", "F32")]
    [DataRow("trained/cli-3m", "F16")]
    public void Tensors_are_those_that_the_quantizer_of_llama_cpp_stores_in_the_same_type(string folder, string type)
    {
        using var target = new TempFolder();
        using (var model = HuggingFaceModel.Open(Golden.Require(folder)))
            GgufConverter.Convert(model, target.At("a.gguf"), new() { Type = Enum.Parse<GgufFileType>(type) });
        using var reader = GgufReader.Open(target.At("a.gguf"));
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Golden.Require($"gguf/expected/{Path.GetFileName(folder)}.{type}.json")));
        var hashes = expected.RootElement.GetProperty("tensors").EnumerateArray().ToDictionary(tensor => tensor.GetProperty("name").GetString()!, tensor => tensor.GetProperty("sha256").GetString());
        Assert.HasCount(hashes.Count, reader.Tensors);
        foreach (var tensor in reader.Tensors)
            Assert.AreEqual(hashes[tensor.Name], System.Convert.ToHexStringLower(SHA256.HashData(reader.Read(tensor))), tensor.Name);
        var metadata = ExpectedGguf.Differences(reader, Golden.Require($"gguf/expected/{Path.GetFileName(folder)}.{type}.json"), [.. s_guessed, "general.size_label"])
            .Where(difference => !difference.StartsWith("keys: ", StringComparison.Ordinal) && !difference.StartsWith("tensor ", StringComparison.Ordinal)); // the quantizer has another order
        Assert.AreEqual("", string.Join('\n', metadata));
    }

    [TestMethod]
    public void An_active_sliding_window_is_refused_or_allowed_with_a_warning()
    {
        using var model = HuggingFaceModel.Open(Golden.Require("models/mistral-window"));
        var exception = Assert.ThrowsExactly<ModelException>(() => GgufConverter.Convert(model, new MemoryStream()));
        Assert.AreEqual("ST3012", exception.Code);
        StringAssert.Contains(exception.Message, "once prompt and answer are longer than 16 tokens");
        var warnings = GgufConverter.Convert(model, new MemoryStream(), new() { AllowSlidingWindow = true }).Warnings;
        Assert.AreEqual("ST3012", warnings.Single().Code);
        StringAssert.Contains(warnings[0].Message, "longer than 16 tokens");
    }

    [TestMethod]
    public void A_split_rule_without_a_name_is_an_error_with_its_place_and_a_given_name_is_taken()
    {
        using var source = Copied("smollm2-like", "tokenizer.json", text => text.Replace("\"individual_digits\": true", "\"individual_digits\": false", StringComparison.Ordinal));
        using var model = HuggingFaceModel.Open(source.Path);
        var exception = Assert.ThrowsExactly<ModelException>(() => GgufConverter.Convert(model, new MemoryStream()));
        Assert.AreEqual(ModelFault.UnknownPreTokenizer, exception.Fault);
        Assert.IsGreaterThan(0, exception.Line);
        GgufConverter.Convert(model, new MemoryStream(), new() { PreTokenizer = "gpt-2" });
    }

    [TestMethod]
    public void Weights_that_half_precision_cannot_hold_are_counted()
    {
        using var source = Copied("llama-untied-bf16-sharded", "config.json", text => text);
        var shard = Directory.GetFiles(source.Path, "model-00001*").Single();
        var bytes = File.ReadAllBytes(shard);
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 2), (ushort)0x4780); // 65536
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 4), (ushort)0xc77f); // -65280
        File.Delete(shard);
        File.WriteAllBytes(shard, bytes);
        using var model = HuggingFaceModel.Open(source.Path);
        var warning = GgufConverter.Convert(model, new MemoryStream()).Warnings.Single();
        Assert.AreEqual("ST3015", warning.Code);
        StringAssert.StartsWith(warning.Message, "1 of ");
        Assert.IsEmpty(GgufConverter.Convert(model, new MemoryStream(), new() { Type = GgufFileType.BF16 }).Warnings);
    }

    [TestMethod]
    [DataRow(GgufFileType.F32, (ushort)0x7fc0, "NaN")]
    [DataRow(GgufFileType.F16, (ushort)0x7f80, "Infinity")]
    [DataRow(GgufFileType.BF16, (ushort)0xff80, "-Infinity")]
    [DataRow(GgufFileType.Q8_0, (ushort)0x7fc0, "NaN")]
    public void A_weight_that_is_no_number_is_refused_with_its_place_and_leaves_no_file(GgufFileType type, ushort bits, string value)
    {
        using var source = Copied("llama-untied-bf16-sharded", "config.json", text => text);
        var shard = Directory.GetFiles(source.Path, "model-00001*").Single();
        var bytes = File.ReadAllBytes(shard);
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 2), bits);
        File.Delete(shard);
        File.WriteAllBytes(shard, bytes);
        using var model = HuggingFaceModel.Open(source.Path);
        var last = model.Weights.Files[0].Tensors[^1];
        var exception = Assert.ThrowsExactly<ModelException>(() => GgufConverter.Convert(model, source.At("out.gguf"), new() { Type = type }));
        Assert.AreEqual((ModelFault.BadTensor, shard), (exception.Fault, exception.File));
        StringAssert.Contains(exception.Message, $"tensor '{last.Name}': weight '{value}' at index {last.Values - 1}");
        Assert.IsEmpty(Directory.GetFiles(source.Path, "out*"));
    }

    [TestMethod]
    public void A_conversion_tells_of_every_tensor_of_the_file()
    {
        using var model = HuggingFaceModel.Open(Golden.Require("models/llama-tied-rope"));
        var heard = new List<WrittenTensor>();
        var tensors = GgufConverter.Convert(model, new MemoryStream(), new() { Progress = heard.Add }).Tensors;
        CollectionAssert.AreEqual(tensors.Select((tensor, index) => new WrittenTensor(tensor.Name, index + 1, tensors.Count)).ToList(), heard);
    }

    [TestMethod]
    public void A_text_normalizer_that_llama_cpp_lacks_is_warned_of()
    {
        using var model = HuggingFaceModel.Open(Golden.Require("models/qwen2-bias"));
        StringAssert.Contains(GgufConverter.Convert(model, new MemoryStream()).Warnings.Single().Message, "NFC");
    }

    internal static void Convert(string name, string path)
    {
        using var model = HuggingFaceModel.Open(Golden.Require("models/" + name[..name.LastIndexOf('.')]));
        var type = name[(name.LastIndexOf('.') + 1)..] switch { "f32" => GgufFileType.F32, "f16" => GgufFileType.F16, "bf16" => GgufFileType.BF16, _ => GgufFileType.Q8_0 };
        GgufConverter.Convert(model, path, new() { Type = type, AllowSlidingWindow = true });
    }

    internal static TempFolder Copied(string name, string file, Func<string, string> change)
    {
        var target = new TempFolder();
        foreach (var from in Directory.GetFiles(Golden.Require("models/" + name)))
            File.WriteAllBytes(target.At(Path.GetFileName(from)), File.ReadAllBytes(from));
        File.WriteAllText(target.At(file), change(File.ReadAllText(target.At(file))));
        return target;
    }
}
