using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Hashing;
using SynthTrain.Models.Templates;
using SynthTrain.Models.Tokenizers;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Data;

namespace SynthTrain.Training.Tests.Data;

/// <summary>Random conversations under the models' own templates, none of which marks the assistant's text itself.</summary>
[TestClass]
public sealed class SpanPropertyTests
{
    private static readonly string[] s_parts =
        ["ls", "-la", "find", "backup", "*.py", "日本語", "Привет", "naïve", "🙂", "👩‍🚀", "12345", "  ", "\n", "\n\n", "\t", "{\"a\": [1, 2]}", "</s", "[INST", "<|im", "'", "…", "e", "—", " "];

    [TestMethod]
    [DataRow("llama-tied-rope", "<|eot_id|>", true)]
    [DataRow("qwen2-bias", "<|im_end|>", false)]
    [DataRow("qwen3-qknorm", "<|im_end|>", false)]
    [DataRow("smollm2-like", "<|im_end|>", false)]
    [DataRow("mistral", "</s>", false)]
    [DataRow("mistral-window", "</s>", false)]
    public void Every_character_of_the_assistant_is_learned_exactly_once_and_no_other(string model, string end, bool trims)
    {
        var folder = Golden.Require($"models/{model}");
        var tokenizer = TokenizerLoader.FromHuggingFace(Path.Combine(folder, "tokenizer.json"));
        var variables = JsonElement.Parse(File.ReadAllBytes(Path.Combine(folder, "tokenizer_config.json"))).EnumerateObject().Where(entry => entry.Name.EndsWith("_token", StringComparison.Ordinal)).ToDictionary(entry => entry.Name, entry => entry.Value);
        var encoder = new ExampleEncoder(tokenizer, ChatTemplate.Parse(File.ReadAllText(Path.Combine(folder, "chat_template.jinja"))), variables, TrainedPart.Assistant);
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new SeededRandom(model, seed.ToString(CultureInfo.InvariantCulture));
            var answers = new List<string>();
            var messages = new JsonArray();
            for (var turn = 1 + random.Below(3); turn > 0; turn--)
            {
                messages.Add(Message("user", Text(random)));
                var answer = Text(random);
                messages.Add(Message("assistant", answer));
                answers.Add((trims ? answer.Trim() : answer) + end);
            }

            var example = encoder.Encode(JsonSerializer.SerializeToElement(new JsonObject { ["messages"] = messages }), "row");
            var runs = Runs(example);
            Assert.HasCount(answers.Count, runs, $"{model} {seed}");
            foreach (var (answer, run) in answers.Zip(runs))
            {
                var text = tokenizer.Decode(run, skipSpecialTokens: false);
                // A tokenizer may join the template's last white space with the answer's first: that token is the only one that says more than the answer.
                Assert.EndsWith(answer.TrimStart(), text, $"{model} {seed}");
                Assert.IsTrue(text.EndsWith(answer, StringComparison.Ordinal) || tokenizer.Decode([.. example.Ids], skipSpecialTokens: false).Contains(answer, StringComparison.Ordinal), $"{model} {seed}");
                Assert.IsFalse(tokenizer.Decode(run.Skip(1), skipSpecialTokens: false).EndsWith(" " + answer, StringComparison.Ordinal), $"{model} {seed}: more than one token before the answer");
                Assert.IsTrue(string.IsNullOrWhiteSpace(text[..^answer.TrimStart().Length]), $"{model} {seed}: '{text}' for '{answer}'");
            }
        }
    }

    private static List<int[]> Runs(TokenizedExample example)
    {
        var runs = new List<int[]>();
        for (var start = 0; start < example.Ids.Length; start++)
        {
            var last = start;
            while (last < example.Ids.Length && example.Trained[last])
                last++;
            if (last == start)
                continue;
            runs.Add(example.Ids[start..last]);
            start = last;
        }

        return runs;
    }

    private static JsonObject Message(string role, string content) => new() { ["role"] = role, ["content"] = content };

    private static string Text(SeededRandom random)
    {
        var text = new StringBuilder();
        for (var count = 1 + random.Below(12); count > 0; count--)
            text.Append(random.Pick(s_parts)).Append(random.Below(2) == 0 ? " " : "");
        return random.Below(2) == 0 ? $"x{text}" : $"{text}x";
    }
}
