using SynthTrain.Models.Gguf;
using System.Globalization;
using System.Text.Json;
using SynthTrain.Models.Tokenizers;

namespace SynthTrain.Models.Tests.Tokenizers;

/// <summary>llama.cpp's tokens: the recorded ones, and those of the program itself (npm <c>@node-llama-cpp/linux-x64</c>) on generated texts.</summary>
[TestClass]
public sealed class GgufTokenizerTests
{
    private const string Script = """
        const fs = require('fs');
        const llama = require(process.argv[5]);
        (async () => {
          llama.setLogger(() => {});
          llama.setLoggerLogLevel(0);
          llama.loadBackends();
          await llama.init();
          const model = new llama.AddonModel(process.argv[2], { vocabOnly: true, gpuLayers: 0 });
          await model.init();
          const texts = JSON.parse(fs.readFileSync(process.argv[3], 'utf8'));
          fs.writeFileSync(process.argv[4], JSON.stringify(texts.map((text) => Array.from(model.tokenize(text, true)))));
          process.exit(0);
        })();
        """;

    [TestMethod]
    [DataRow("llama-tied-rope")]
    [DataRow("llama-untied-bf16-sharded")]
    [DataRow("mistral")]
    [DataRow("mistral-window")]
    [DataRow("qwen2-bias")]
    [DataRow("qwen3-qknorm")]
    [DataRow("smollm2-like")]
    public void Recorded_ids_are_those_of_llama_cpp_with_and_without_start_token(string model)
    {
        var tokenizer = TokenizerLoader.FromGguf(Vocabulary(Golden.Require($"gguf/{model}.f32.gguf")));
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Golden.Require($"gguf/expected/{model}.f32.json")));
        foreach (var row in expected.RootElement.GetProperty("llamaCpp").EnumerateArray())
        {
            var text = row.GetProperty("text").GetString()!;
            CollectionAssert.AreEqual(Numbers(row.GetProperty("ids")), tokenizer.Encode(text, addSpecialTokens: true), text);
            CollectionAssert.AreEqual(Numbers(row.GetProperty("idsWithoutBos")), tokenizer.Encode(text, addSpecialTokens: false), text);
        }
    }

    [TestMethod]
    [DataRow("gpt2", "gpt-2")]
    [DataRow("qwen2", "qwen2")]
    public void Published_vocabularies_have_llama_cpps_ids(string name, string pre)
    {
        var texts = JsonSerializer.Deserialize<string[]>(File.ReadAllBytes(Golden.Require("tokenizers/texts.json")))!;
        var path = Golden.Require($"tokenizers/published/{name}/tokenizer.json");
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        var source = TokenizerLoader.FromHuggingFace(path);
        var special = source.AddedTokens.Where(token => token.Special).Select(token => token.Id).ToHashSet();
        var tokenizer = TokenizerLoader.FromGguf(new("gpt2", [.. Enumerable.Range(0, source.VocabularySize).Select(id => source.IdToToken(id)!)])
        {
            Pre = pre,
            TokenTypes = [.. Enumerable.Range(0, source.VocabularySize).Select(id => special.Contains(id) ? 3 : 1)],
            Merges = [.. json.RootElement.GetProperty("model").GetProperty("merges").EnumerateArray().Select(pair => $"{pair[0]} {pair[1]}")],
        });
        foreach (var line in File.ReadLines(Golden.Require($"tokenizers/published/{name}/expected.jsonl")))
        {
            using var row = JsonDocument.Parse(line);
            var ids = row.RootElement.TryGetProperty("llamaCppIds", out var own) ? own : row.RootElement.GetProperty("ids");
            var text = texts[row.RootElement.GetProperty("text").GetInt32()];
            CollectionAssert.AreEqual(Numbers(ids), tokenizer.Encode(text, addSpecialTokens: false), JsonSerializer.Serialize(text));
        }
    }

    [TestMethod]
    [DataRow("llama-tied-rope")]
    [DataRow("mistral")]
    [DataRow("mistral-window")]
    [DataRow("qwen2-bias")]
    [DataRow("smollm2-like")]
    public void Generated_texts_have_the_ids_of_the_program(string model)
    {
        var path = Golden.Require($"gguf/{model}.f32.gguf");
        var tokenizer = TokenizerLoader.FromGguf(Vocabulary(path));
        var count = int.TryParse(Environment.GetEnvironmentVariable("SYNTH_TORTURE"), CultureInfo.InvariantCulture, out var tokens) ? tokens / 150 : 300;
        var texts = Torture.Texts(20260102, [.. tokenizer.AddedTokens.Select(token => token.Content)]).Where(text => !text.Contains('\0') && !text.EnumerateRunes().Any(rune => IsNewer(rune.Value))).Take(count).ToArray();
        var (asked, answered) = (Path.GetTempFileName(), Path.GetTempFileName());
        File.WriteAllBytes(asked, JsonSerializer.SerializeToUtf8Bytes(texts));
        Peers.Node("@node-llama-cpp/linux-x64", Script, path, asked, answered, Path.Combine(Peers.Package("@node-llama-cpp/linux-x64"), "bins/linux-x64/llama-addon.node"));
        var answers = JsonSerializer.Deserialize<int[][]>(File.ReadAllBytes(answered))!;
        File.Delete(asked);
        File.Delete(answered);
        var faults = texts.Zip(answers).Where(pair => !tokenizer.Encode(pair.First, addSpecialTokens: false).SequenceEqual(pair.Second)).Select(pair => Describe(tokenizer, pair.First, pair.Second)).ToArray();
        Assert.IsEmpty(faults, $"{faults.Length} of {count} texts differ:\n" + string.Join('\n', faults.Take(6)));
    }

    /// <summary>Blocks of Unicode 15.1 and 16, which llama.cpp's tables do not have: <c>docs/tokenizers.md</c> names the difference.</summary>
    private static bool IsNewer(int codePoint) => codePoint is (>= 0x10D40 and <= 0x10D8F) or (>= 0x10EC2 and <= 0x10EC4) or (>= 0x105C0 and <= 0x105FF) or (>= 0x11380 and <= 0x113FF) or (>= 0x116D0 and <= 0x116E3) or (>= 0x11BC0 and <= 0x11BFF)
        or (>= 0x11F5A and <= 0x11F5A) or (>= 0x13460 and <= 0x143FF) or (>= 0x16100 and <= 0x1613F) or (>= 0x16D40 and <= 0x16D7F) or (>= 0x1CC00 and <= 0x1CEBF) or (>= 0x1E5D0 and <= 0x1E5FF) or (>= 0x1C89 and <= 0x1C8A)
        or (>= 0xA7CB and <= 0xA7CD) or (>= 0xA7DA and <= 0xA7DC) or (>= 0x2EBF0 and <= 0x2EE5D) or (>= 0x1F8B2 and <= 0x1F8C1);

    private static string Describe(ModelTokenizer tokenizer, string text, int[] expected)
    {
        var tokens = tokenizer.EncodeWithOffsets(text, addSpecialTokens: false);
        var at = tokens.Zip(expected).TakeWhile(pair => pair.First.Id == pair.Second).Count();
        var start = at < tokens.Count ? tokens[at].Offset.Start.Value : 0;
        var near = text[Math.Max(0, start - 4)..Math.Min(text.Length, start + 8)];
        return $"at {start} '{string.Join(' ', near.Select(c => $"{(int)c:X4}"))}': [{string.Join(' ', tokens.Skip(at).Take(6).Select(token => $"{token.Id}'{token.Value}'"))}] and not [{string.Join(' ', expected.Skip(at).Take(6).Select(id => $"{id}'{tokenizer.IdToToken(id)}'"))}]";
    }

    private static int[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetInt32())];

    private static GgufVocabulary Vocabulary(string path)
    {
        using var file = GgufReader.Open(path);
        return GgufVocabulary.Of(file);
    }
}
