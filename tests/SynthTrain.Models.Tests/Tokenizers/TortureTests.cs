using System.Globalization;
using System.Text;
using System.Text.Json;
using SynthTrain.Models.Tokenizers;

namespace SynthTrain.Models.Tests.Tokenizers;

/// <summary>Hugging Face's own program (npm <c>tokenizers</c>) on generated texts. <c>SYNTH_TORTURE</c> is the number of tokens per family; a million is the whole proof.</summary>
[TestClass]
public sealed class TortureTests
{
    internal const string Script = """
        const fs = require('fs');
        const { Tokenizer } = require('tokenizers');
        (async () => {
          const t = Tokenizer.fromFile(process.argv[2]);
          const texts = JSON.parse(fs.readFileSync(process.argv[3], 'utf8'));
          const out = [];
          for (const text of texts) {
            const e = await t.encode(text, null, { addSpecialTokens: false });
            out.push({ ids: e.getIds(), offsets: e.getOffsets().flat(), decoded: await t.decode(e.getIds(), false), skipped: await t.decode(e.getIds(), true) });
          }
          process.stdout.write(JSON.stringify(out));
        })();
        """;

    private static int Tokens => int.TryParse(Environment.GetEnvironmentVariable("SYNTH_TORTURE"), CultureInfo.InvariantCulture, out var tokens) ? tokens : 60_000;

    [TestMethod]
    [DataRow("added-flags")]
    [DataRow("gpt2")]
    [DataRow("llama3")]
    [DataRow("qwen2")]
    [DataRow("smollm")]
    [DataRow("tekken")]
    [DataRow("spm-legacy")]
    [DataRow("spm-metaspace")]
    [DataRow("spm-prepend")]
    [DataRow("published/gpt2")]
    [DataRow("published/qwen2")]
    public void Generated_texts_have_the_ids_offsets_and_decoded_text_of_the_program(string name)
    {
        var path = Golden.Require($"tokenizers/{name}/tokenizer.json");
        var tokenizer = TokenizerLoader.FromHuggingFace(path);
        using var texts = Torture.Texts(20260101, [.. tokenizer.AddedTokens.Take(20).Select(token => token.Content)]).GetEnumerator();
        for (var done = 0; done < Tokens;)
        {
            var batch = new List<string>();
            for (var units = 0; units < 400_000 && done < Tokens; units += batch[^1].Length)
            {
                texts.MoveNext();
                batch.Add(texts.Current);
                done += tokenizer.CountTokens(texts.Current);
            }

            Compare(tokenizer, batch, Ask(path, batch));
        }
    }

    internal static JsonElement[] Ask(string tokenizer, IReadOnlyList<string> texts)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(texts));
            return JsonSerializer.Deserialize<JsonElement[]>(Peers.Node("tokenizers", Script, tokenizer, file))!;
        }
        finally
        {
            File.Delete(file);
        }
    }

    internal static void Compare(ModelTokenizer tokenizer, IReadOnlyList<string> texts, JsonElement[] answers)
    {
        for (var i = 0; i < texts.Count; i++)
        {
            var (text, expected) = (texts[i], Numbers(answers[i].GetProperty("ids")));
            var ids = tokenizer.EncodeToIds(text);
            if (!ids.SequenceEqual(expected))
            {
                var at = ids.Zip(expected).TakeWhile(pair => pair.First == pair.Second).Count();
                Assert.Fail($"text {i} {Escape(text)}\nfrom token {at}: [{Show(tokenizer, ids.Skip(at))}] and not [{Show(tokenizer, expected.Skip(at))}]");
            }

            var map = CodePoints(text);
            var offsets = tokenizer.EncodeToTokens(text, out _).SelectMany(token => (int[])[map[token.Offset.Start.Value], map[token.Offset.End.Value]]).ToArray();
            var wanted = Numbers(answers[i].GetProperty("offsets"));
            var fault = Enumerable.Range(0, wanted.Length).FirstOrDefault(k => k >= offsets.Length || offsets[k] != wanted[k], -1);
            Assert.AreEqual(-1, fault, $"text {i} {Escape(text)}\noffsets of token {fault / 2} ({Show(tokenizer, ids.Skip(fault / 2))})");
            Assert.AreEqual(answers[i].GetProperty("decoded").GetString(), tokenizer.Decode(ids), Escape(text));
            Assert.AreEqual(answers[i].GetProperty("skipped").GetString(), tokenizer.Decode(ids, skipSpecialTokens: true), Escape(text));
        }
    }

    private static int[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetInt32())];

    private static string Show(ModelTokenizer tokenizer, IEnumerable<int> ids) => string.Join(' ', ids.Take(6).Select(id => $"{id}'{tokenizer.IdToToken(id)}'"));

    private static string Escape(string text) => JsonSerializer.Serialize(text);

    private static int[] CodePoints(string text)
    {
        var map = new int[text.Length + 1];
        for (int i = 0, count = 0; i < text.Length; count++)
        {
            var width = char.IsHighSurrogate(text[i]) ? 2 : 1;
            map.AsSpan(i, width).Fill(count);
            i += width;
            map[i] = count + 1;
        }

        return map;
    }
}
