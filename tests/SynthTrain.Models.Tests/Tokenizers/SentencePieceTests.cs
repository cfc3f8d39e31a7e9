using System.Text.Json;
using SynthTrain.Models.Tokenizers;

namespace SynthTrain.Models.Tests.Tokenizers;

/// <summary>SentencePiece's own program on 643 texts.</summary>
[TestClass]
public sealed class SentencePieceTests
{
    [TestMethod]
    public void Ids_and_decoded_text_are_those_of_SentencePiece()
    {
        var texts = JsonSerializer.Deserialize<string[]>(File.ReadAllBytes(Golden.Require("tokenizers/texts.json")))!;
        var tokenizer = TokenizerLoader.FromSentencePiece(Golden.Require("tokenizers/spm/tokenizer.model"));
        var faults = new List<string>();
        foreach (var line in File.ReadLines(Golden.Require("tokenizers/spm/expected.sentencepiece.jsonl")))
        {
            using var row = JsonDocument.Parse(line);
            var text = texts[row.RootElement.GetProperty("text").GetInt32()];
            var expected = row.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray();
            if (!tokenizer.EncodeToIds(text).SequenceEqual(expected))
                faults.Add($"{JsonSerializer.Serialize(text)}: [{string.Join(' ', tokenizer.EncodeToIds(text).Take(30))}] and not [{string.Join(' ', expected.Take(30))}]");
            var decoded = row.RootElement.GetProperty("decoded") is { ValueKind: JsonValueKind.String } other ? other.GetString() : text;
            if (tokenizer.Decode(expected) != decoded)
                faults.Add($"{JsonSerializer.Serialize(decoded)} decoded as {JsonSerializer.Serialize(tokenizer.Decode(expected))}");
        }

        Assert.IsEmpty(faults, $"{faults.Count} differences:\n" + string.Join('\n', faults.Take(12)));
    }

    [TestMethod]
    public void Neighbours_without_a_token_are_one_unknown_piece_with_and_without_offsets()
    {
        var tokenizer = TokenizerLoader.FromGguf(new("llama", ["<unk>", "a", "\u2581"]) { TokenTypes = [2, 1, 1], Scores = [0, -1, -2], AddSpacePrefix = false, AddBosToken = false });
        CollectionAssert.AreEqual((int[])[1, 0, 1], tokenizer.Encode("axya", addSpecialTokens: true));
        Assert.AreEqual(1..3, tokenizer.EncodeWithOffsets("axya", addSpecialTokens: true)[1].Offset);
    }

    [TestMethod]
    public void Offsets_cover_the_text_without_the_prefix()
    {
        var tokenizer = TokenizerLoader.FromSentencePiece(Golden.Require("tokenizers/spm/tokenizer.model"));
        foreach (var text in Torture.Texts(7, []).Take(300))
        {
            var end = 0;
            foreach (var token in tokenizer.EncodeToTokens(text, out _))
            {
                Assert.IsLessThanOrEqualTo(end, token.Offset.Start.Value);
                end = Math.Max(end, token.Offset.End.Value);
            }

            Assert.AreEqual(text.Length, end);
        }
    }
}
