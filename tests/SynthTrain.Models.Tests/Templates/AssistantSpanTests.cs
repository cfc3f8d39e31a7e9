using System.Text.Json;
using SynthTrain.Models.Templates;

namespace SynthTrain.Models.Tests.Templates;

[TestClass]
public sealed class AssistantSpanTests
{
    private static readonly Dictionary<string, string> s_tokens = new(StringComparer.Ordinal) { ["bos_token"] = "<s>", ["eos_token"] = "</s>" };

    [TestMethod]
    [DataRow("chatml", "Hello!<|im_end|>|Fine.<|im_end|>")]
    [DataRow("qwen", "Hello!<|im_end|>|Fine.<|im_end|>")]
    [DataRow("llama", "Hello!<|eot_id|>|Fine.<|eot_id|>")]
    [DataRow("gemma", "Hello!<end_of_turn>|Fine.<end_of_turn>")]
    [DataRow("mistral", " Hello!</s>| Fine.</s>")]
    [DataRow("alpaca", "Hello!</s>|Fine.</s>")]
    public void A_built_in_template_marks_the_answers_with_their_end_of_turn(string name, string expected)
    {
        var template = BuiltInTemplates.Find(name)!;
        var bare = WithoutBlocks(template);
        foreach (var one in new[] { template, bare })
            Assert.AreEqual(expected, Spans(one, Chat("[{'role':'system','content':'S'},{'role':'user','content':'Hi'},{'role':'assistant','content':'Hello!'},{'role':'user','content':'How?'},{'role':'assistant','content':'Fine.'}]")));
    }

    [TestMethod]
    public void Thoughts_that_Qwen3_drops_from_past_turns_are_not_in_their_spans()
    {
        var template = Published("Qwen-Qwen3-0.6B");
        var chat = Chat("[{'role':'user','content':'Hi'},{'role':'assistant','content':'<think>\\nA\\n</think>\\n\\nHello!'},{'role':'user','content':'How?'},{'role':'assistant','content':'<think>\\nB\\n</think>\\n\\nFine.'}]");
        Assert.AreEqual("Hello!<|im_end|>|<think>\nB\n</think>\n\nFine.<|im_end|>", Spans(template, chat));
    }

    [TestMethod]
    public void A_template_that_ends_turns_in_the_middle_of_a_block_is_extended_to_the_end_of_turn()
    {
        var template = ChatTemplate.Parse("{% for m in messages %}<{{ m.role }}>{% if m.role == 'assistant' %}{% generation %}{{ m.content }}{% endgeneration %}<end>\n{% else %}{{ m.content }}<end>\n{% endif %}{% endfor %}");
        Assert.AreEqual("Hello!<end>", Spans(template, Chat("[{'role':'user','content':'Hi'},{'role':'assistant','content':'Hello!'}]")));
    }

    [TestMethod]
    public void A_template_that_hides_the_answer_is_refused()
    {
        var template = ChatTemplate.Parse("{% for m in messages %}{{ m.content | length }}{% endfor %}{{ messages | length }}");
        var fault = Assert.ThrowsExactly<ModelException>(() => template.RenderForTraining(Chat("[{'role':'user','content':'Hi'},{'role':'assistant','content':'Hello!'},{'role':'user','content':'X'}]")));
        Assert.AreEqual(ModelFault.TemplateFailed, fault.Fault);
        StringAssert.Contains(fault.Message, "message 2", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Spans_of_published_templates_hold_the_answer_and_never_the_question()
    {
        var (exact, refused) = (0, 0);
        foreach (var file in Directory.EnumerateFiles(Golden.Require("templates/published"), "*.jinja"))
        {
            var template = ChatTemplate.Parse(File.ReadAllText(file), Path.GetFileName(file));
            try
            {
                var chat = template.RenderForTraining(Chat("[{'role':'user','content':'Qone'},{'role':'assistant','content':'Aone'},{'role':'user','content':'Qtwo'},{'role':'assistant','content':'Atwo'}]"));
                Assert.HasCount(2, chat.AssistantSpans, file);
                var texts = chat.AssistantSpans.Select(s => chat.Text[s.Start..s.End]).ToList();
                for (var i = 0; i < 2; i++)
                {
                    StringAssert.Contains(texts[i], i == 0 ? "Aone" : "Atwo", StringComparison.Ordinal, file);
                    Assert.IsFalse(texts[i].Contains("Qone", StringComparison.Ordinal) || texts[i].Contains("Qtwo", StringComparison.Ordinal), file);
                }

                Console.WriteLine($"{Path.GetFileNameWithoutExtension(file)}: {JsonSerializer.Serialize(texts)}");
                exact++;
            }
            catch (ModelException refusal)
            {
                Console.WriteLine($"{Path.GetFileNameWithoutExtension(file)} REFUSED: {refusal.Message}");
                refused++;
            }
        }

        Console.WriteLine($"{exact} exact, {refused} refused");
        Assert.IsGreaterThan(50, exact);
    }

    internal static ChatTemplate Published(string name) => ChatTemplate.Parse(File.ReadAllText(Golden.Require($"templates/published/{name}.jinja")), name);

    internal static ChatTemplate WithoutBlocks(ChatTemplate template) => ChatTemplate.Parse(
        template.Source.Replace("{%- generation %}{{", "{{-", StringComparison.Ordinal).Replace("{% endgeneration %}", string.Empty, StringComparison.Ordinal), template.File);

    internal static ChatTemplateInput Chat(string json) => new()
    {
        Messages = JsonDocument.Parse(json.Replace('\'', '"')).RootElement,
        Variables = s_tokens.ToDictionary(t => t.Key, t => JsonSerializer.SerializeToElement(t.Value), StringComparer.Ordinal),
    };

    private static string Spans(ChatTemplate template, ChatTemplateInput input)
    {
        var chat = template.RenderForTraining(input);
        return string.Join('|', chat.AssistantSpans.Select(s => chat.Text[s.Start..s.End]));
    }
}
