using System.Text;
using SynthTrain.Models.Tokenizers;

namespace SynthTrain.Models.Tests.Tokenizers;

/// <summary>Mutated files: only coded errors, and what is read encodes without a fault.</summary>
[TestClass]
public sealed class TokenizerFuzzTests
{
    private static readonly string[] s_words =
    [
        "null", "true", "-1", "1e99", "4294967296", "\"\"", "[]", "{}", "\"\\ud800\"", "\"NFC\"", "\"Split\"", "\"Metaspace\"", "\"ByteLevel\"", "\"Replace\"", "\"Removed\"", "\"MergedWithNext\"", "\"\\\\p{L}+\"", "\"(?i:a|b\"", "\"[^\\\\s\"", "\"a{9999}\"", "\"Regex\"", "\"String\"", "[\"a\"]", "\"Sequence\"", "\"Strip\"",
    ];

    [TestMethod]
    public void A_changed_tokenizer_json_is_read_or_refused_with_a_code()
    {
        string[] small = [.. ((string[])["added-flags", "llama3", "spm-prepend", "smollm", "spm-metaspace"]).Select(name => Shrink(File.ReadAllText(Golden.Require($"tokenizers/{name}/tokenizer.json"))))];
        var random = new Random(1);
        for (var run = 0; run < Fuzz.Count / 12; run++) // a changed pattern costs milliseconds
        {
            var bytes = Mutate(Encoding.UTF8.GetBytes(small[run % small.Length]), random, words: true);
            Try(() => TokenizerLoader.FromHuggingFace(bytes), bytes);
        }
    }

    [TestMethod]
    public void A_changed_tokenizer_model_is_read_or_refused_with_a_code()
    {
        var whole = File.ReadAllBytes(Golden.Require("tokenizers/spm/tokenizer.model"));
        var tail = whole[^75..];
        byte[] small = [.. whole[..400], .. tail];
        var random = new Random(2);
        for (var run = 0; run < Fuzz.Count; run++)
        {
            var bytes = Mutate(run % 50 == 0 ? whole : run % 2 == 0 ? whole[^400..] : small, random, words: false);
            Try(() => TokenizerLoader.FromSentencePiece(bytes), bytes);
        }
    }

    private static void Try(Func<ModelTokenizer> load, byte[] bytes)
    {
        try
        {
            var tokenizer = load();
            var ids = tokenizer.Encode("Hello  wörld 12\r\n<|endoftext|> 👍 <s>", addSpecialTokens: true);
            tokenizer.Decode(ids, skipSpecialTokens: true);
            tokenizer.EncodeToTokens("a\u0301 ▁b", out _);
        }
        catch (ModelException)
        {
            // A coded error is what a damaged file is for.
        }
        catch (Exception fault)
        {
            Assert.Fail($"{fault.GetType().Name}: {fault.Message}\n{fault.StackTrace}\n{Encoding.UTF8.GetString(bytes)}");
        }
    }

    private static byte[] Mutate(byte[] source, Random random, bool words)
    {
        var bytes = source.ToList();
        for (var changes = random.Next(1, 4); changes > 0 && bytes.Count > 2; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(words ? 6 : 5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at)); break;
                case 2: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 30), bytes.Count - at))); break;
                case 3: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 4 when random.Next(8) == 0: bytes.RemoveRange(at, bytes.Count - at); break;
                case 5: ReplaceValue(bytes, at, s_words[random.Next(s_words.Length)]); break;
                default: bytes.Insert(at, (byte)random.Next(128)); break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Puts another value behind the next colon, so that many changed files are still JSON.</summary>
    private static void ReplaceValue(List<byte> bytes, int at, string word)
    {
        var colon = bytes.IndexOf((byte)':', at);
        if (colon < 0)
            return;
        var end = bytes.FindIndex(colon + 1, b => b is (byte)',' or (byte)'}' or (byte)']' or (byte)'\n');
        if (end < 0)
            return;
        bytes.RemoveRange(colon + 1, end - colon - 1);
        bytes.InsertRange(colon + 1, Encoding.UTF8.GetBytes(word));
    }

    /// <summary>Keeps the bytes and a few merges, so that a run costs microseconds.</summary>
    private static string Shrink(string json)
    {
        var root = System.Text.Json.Nodes.JsonNode.Parse(json)!;
        var model = root["model"]!;
        var merges = model["merges"]!.AsArray().Take(8).Select(merge => merge!.DeepClone()).ToArray();
        var kept = merges.Select(merge => string.Concat(merge.AsArray().Select(part => part!.ToString()))).Concat(merges.SelectMany(merge => merge.AsArray().Select(part => part!.ToString()))).ToHashSet();
        var vocabulary = model["vocab"]!.AsObject().Where(entry => entry.Key.Length == 1 || entry.Key is "<unk>" or "<s>" or "</s>" or "<0xC3>" || kept.Contains(entry.Key)).Select((entry, i) => KeyValuePair.Create(entry.Key, (System.Text.Json.Nodes.JsonNode?)i));
        model["vocab"] = new System.Text.Json.Nodes.JsonObject(vocabulary.Take(320));
        model["merges"] = new System.Text.Json.Nodes.JsonArray(merges);
        return root.ToJsonString();
    }
}
