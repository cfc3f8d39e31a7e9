using System.Text;
using System.Text.Json;
using SynthTrain.Models.Tokenizers;

namespace SynthTrain.Models.Tests.Tokenizers;

/// <summary>Every row of <c>golden/tokenizers</c>: what Hugging Face's program answered on 643 texts.</summary>
[TestClass]
public sealed class GoldenTokenizerTests
{
    private static readonly Lazy<string[]> s_texts = new(() => JsonSerializer.Deserialize<string[]>(File.ReadAllBytes(Golden.Require("tokenizers/texts.json")))!);

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
    public void Ids_offsets_and_text_are_those_of_the_golden_rows(string name)
    {
        var tokenizer = TokenizerLoader.FromHuggingFace(Golden.Require($"tokenizers/{name}/tokenizer.json"));
        var faults = new List<string>();
        var rows = 0;
        foreach (var line in File.ReadLines(Golden.Require($"tokenizers/{name}/expected.jsonl")))
        {
            using var row = JsonDocument.Parse(line);
            rows++;
            foreach (var fault in Differences(tokenizer, row.RootElement, name.StartsWith("published")))
                faults.Add($"text {row.RootElement.GetProperty("text")}: {fault}");
        }

        Assert.AreEqual(Golden.IsWhole ? 643 : 161, rows);
        Assert.IsEmpty(faults, $"{faults.Count} differences:\n" + string.Join('\n', faults.Take(12)));
    }

    private static IEnumerable<string> Differences(ModelTokenizer tokenizer, JsonElement row, bool published)
    {
        var text = s_texts.Value[row.GetProperty("text").GetInt32()];
        var ids = Numbers(row.GetProperty("ids"));
        if (Differ(ids, tokenizer.EncodeToIds(text)) is { } first)
            yield return "ids " + first;
        var tokens = tokenizer.EncodeToTokens(text, out _);
        if (Differ(ids, [.. tokens.Select(token => token.Id)]) is { } second)
            yield return "ids of tokens " + second;
        var offsets = row.GetProperty("offsets").EnumerateArray().SelectMany(Numbers).ToArray();
        if (Differ(offsets, [.. tokens.SelectMany(token => (int[])[CodePoints(text, token.Offset.Start.Value), CodePoints(text, token.Offset.End.Value)])]) is { } third)
            yield return "offsets " + third;
        var decoded = row.GetProperty("decoded");
        var expected = decoded.ValueKind == JsonValueKind.True ? text : decoded.GetString();
        if (tokenizer.Decode(ids) != expected)
            yield return $"decoded '{tokenizer.Decode(ids)}' and not '{expected}'";
        if (row.TryGetProperty("idsWithSpecials", out var special) && Differ(Numbers(special), tokenizer.Encode(text, addSpecialTokens: true)) is { } fourth)
            yield return "ids with specials " + fourth;
        var skips = row.TryGetProperty("decodedSkippingSpecials", out var skipping);
        if (!skips && published)
            yield break; // those two files do not record it
        var skipped = skips ? skipping.ValueKind == JsonValueKind.True ? text : skipping.GetString() : expected;
        if (tokenizer.Decode(ids, skipSpecialTokens: true) != skipped)
            yield return $"decoded without specials '{tokenizer.Decode(ids, skipSpecialTokens: true)}' and not '{skipped}'";
    }

    private static int[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetInt32())];

    private static string? Differ(int[] expected, IReadOnlyList<int> actual)
        => expected.SequenceEqual(actual) ? null : $"are [{string.Join(' ', actual.Take(40))}] and not [{string.Join(' ', expected.Take(40))}]";

    private static int CodePoints(string text, int index) => text.AsSpan(0, index).EnumerateRunes().Count();
}

file static class Runes
{
    public static int Count(this SpanRuneEnumerator runes)
    {
        var count = 0;
        foreach (var _ in runes)
            count++;
        return count;
    }
}
