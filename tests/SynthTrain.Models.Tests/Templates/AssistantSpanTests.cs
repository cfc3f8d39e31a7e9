using System.Text.Json;
using System.Text.RegularExpressions;
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
    [DataRow("[{'role':'user','content':'Qone'},{'role':'assistant','content':'Aone'}]", 1)]
    [DataRow("[{'role':'user','content':'Qone'},{'role':'assistant','content':'Aone'},{'role':'user','content':'Qtwo'},{'role':'assistant','content':'Atwo'}]", 2)]
    [DataRow("[{'role':'user','content':'Qone'},{'role':'assistant','content':'Aone'},{'role':'assistant','content':'Atwo'}]", 2)]
    public void Spans_of_published_templates_hold_the_answer_and_no_header(string conversation, int turns)
    {
        var exact = 0;
        var headers = new List<string>();
        foreach (var file in Directory.EnumerateFiles(Golden.Require("templates/published"), "*.jinja"))
        {
            var template = ChatTemplate.Parse(File.ReadAllText(file), Path.GetFileName(file));
            try
            {
                var chat = template.RenderForTraining(WithFunctions(conversation));
                Assert.HasCount(turns, chat.AssistantSpans, file);
                exact++;
                // Laguna's own generation block holds the header, and transformers trains it too; muse-glimmer's model writes whom it speaks to.
                if (Path.GetFileName(file).StartsWith("poolside-Laguna", StringComparison.Ordinal) || Path.GetFileName(file) == "muse-glimmer.jinja")
                    continue;
                foreach (var (span, content) in chat.AssistantSpans.Zip(["Aone", "Atwo"]))
                {
                    var text = chat.Text[span.Start..span.End];
                    StringAssert.Contains(text, content, StringComparison.Ordinal, file);
                    if (Regex.IsMatch(text, "assistant|user|model|chatbot|Qone|Qtwo", RegexOptions.IgnoreCase))
                        headers.Add($"{Path.GetFileName(file)}: {text}");
                }
            }
            catch (ModelException)
            {
                // Refused rather than guessed.
            }
        }

        Assert.AreEqual("", string.Join('\n', headers));
        Assert.IsGreaterThan(turns == 1 ? 55 : 30, exact);
    }

    [TestMethod]
    public void A_header_that_a_template_always_writes_is_never_in_the_mask()
    {
        var always = ChatTemplate.Parse("{% for m in messages %}### {{ m.role }}:\n{{ m.content }}\n\n{% endfor %}### assistant:\n");
        Assert.AreEqual(ModelFault.TemplateFailed, Assert.ThrowsExactly<ModelException>(() => always.RenderForTraining(Chat("[{'role':'user','content':'Hi'},{'role':'assistant','content':'Hello!'}]"))).Fault);
        var never = ChatTemplate.Parse("{% for m in messages %}### {{ m.role }}:\n{{ m.content }}\n\n{% endfor %}");
        Assert.AreEqual("Hello!", Spans(never, Chat("[{'role':'user','content':'Hi'},{'role':'assistant','content':'Hello!'}]")));
        var notTwice = ChatTemplate.Parse("{% for m in messages %}<{{ m.role }}>{{ m.content }}<end>{% endfor %}{% if add_generation_prompt and messages[-1].role != 'assistant' %}<assistant>{% endif %}");
        Assert.AreEqual("One<end>|Two<end>", Spans(notTwice, Chat("[{'role':'user','content':'Hi'},{'role':'assistant','content':'One'},{'role':'assistant','content':'Two'}]")));
    }

    [TestMethod]
    public void A_tool_call_without_content_ends_with_its_end_of_turn()
    {
        var template = Published("Qwen-Qwen2.5-7B-Instruct");
        var spans = Spans(template, Chat("[{'role':'user','content':'Hi'},{'role':'assistant','tool_calls':[{'type':'function','function':{'name':'f','arguments':{}}}]}]"));
        StringAssert.EndsWith(spans, "</tool_call><|im_end|>");
    }

    [TestMethod]
    public void A_lone_surrogate_is_a_coded_error_for_training_too()
    {
        var chat = new ChatTemplateInput { Messages = JsonDocument.Parse("[{\"role\":\"user\",\"content\":\"\\ud800\"}]").RootElement };
        Assert.ThrowsExactly<ModelException>(() => BuiltInTemplates.Find("chatml")!.RenderForTraining(chat));
    }

    private static ChatTemplateInput WithFunctions(string conversation)
    {
        var chat = Chat(conversation);
        var more = new Dictionary<string, JsonElement>(chat.Variables, StringComparer.Ordinal) { ["functions"] = JsonSerializer.SerializeToElement("none"), ["datetime"] = JsonSerializer.SerializeToElement("2024") };
        return chat with { Variables = more };
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
