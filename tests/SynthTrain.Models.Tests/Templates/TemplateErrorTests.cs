using System.Text.Json;
using SynthTrain.Models.Templates;

namespace SynthTrain.Models.Tests.Templates;

[TestClass]
public sealed class TemplateErrorTests
{
    [TestMethod]
    public void A_mistake_is_told_with_file_line_and_what()
    {
        var fault = Assert.ThrowsExactly<ModelException>(() => ChatTemplate.Parse("a\n{% if x %}\n{{ 1 + }}\n{% endif %}", "chat_template.jinja"));
        Assert.AreEqual((ModelFault.TemplateSyntax, "chat_template.jinja", 3), (fault.Fault, fault.File, fault.Line));
        StringAssert.Contains(fault.Message, "unexpected 'end of print statement'", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_failure_is_told_with_file_line_and_Pythons_words()
    {
        var fault = Fails("a\n\n{% for m in messages %}\n{{ m.content + m.missing }}{% endfor %}");
        Assert.AreEqual((ModelFault.TemplateFailed, "t.jinja", 4), (fault.Fault, fault.File, fault.Line));
        StringAssert.Contains(fault.Message, "UndefinedError: 'dict object' has no attribute 'missing'", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_refusal_is_the_templates_own_message()
    {
        var fault = Fails("{{ raise_exception('No.') }}");
        Assert.AreEqual((ModelFault.TemplateRefused, "No."), (fault.Fault, fault.Message));
    }

    [TestMethod]
    [DataRow("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "RecursionError")]
    [DataRow("{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}", "RecursionError")]
    [DataRow("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "LimitError")]
    [DataRow("{% set ns = namespace(x='ab') %}{% for a in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}", "LimitError")]
    [DataRow("{% set ns = namespace(x=[1, 2]) %}{% for a in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}", "LimitError")]
    [DataRow("{% set ns = namespace(x=[]) %}{% for a in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}", "LimitError")]
    [DataRow("{% set ns = namespace(x=7) %}{% for a in range(99) %}{% set ns.x = ns.x * ns.x %}{% endfor %}", "LimitError")]
    [DataRow("{{ 'a' * 99999999999 }}", "LimitError")]
    [DataRow("{{ 9 ** 9 ** 9 ** 9 ** 9999 }}", "LimitError")]
    [DataRow("{{ '%999999999d' % 1 }}", "LimitError")]
    [DataRow("{% set ns = namespace(x=[1]) %}{% for a in range(99999) %}{% set ns.x = ns.x|select %}{% endfor %}{{ ns.x|list }}", "RecursionError")]
    [DataRow("{% set ns = namespace(x=1) %}{% for a in range(99999) %}{% set ns.x = (ns.x, 1) %}{% endfor %}{{ {ns.x: 1} }}", "RecursionError")]
    [DataRow("{% set ns = namespace(x=0, y=0) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% set ns.y = [ns.y, ns.y] %}{% endfor %}{{ ns.x == ns.y }}", "LimitError")]
    public void A_template_without_end_is_an_error_and_not_a_crash(string source, string kind) => Assert.AreEqual(kind, ((TemplateError)Fails(source).InnerException!).Kind);

    [TestMethod]
    public void A_deeply_nested_template_is_an_error_and_not_a_crash()
    {
        string[] sources =
        [
            Many("{% if 1 %}"), Many("{% for a in [1] %}"), "{{ " + Many("("), "{{ " + Many("["), "{{ " + Many("not "), "{{ " + Many("-"), "{{ " + Many("1 if 1 else "),
            "{{ 1" + Many(" + 1") + " }}", "{{ 1" + Many(" and 1") + " }}", "{{ 1" + Many(".a") + " }}", "{{ 1" + Many("|list") + " }}", "{{ 1" + Many("(1)") + " }}", "{% filter trim" + Many("|trim") + " %}{% endfilter %}",
        ];
        foreach (var source in sources)
            Assert.ThrowsExactly<ModelException>(() => ChatTemplate.Parse(source).Render(Input() with { Limits = TemplateLimits.Default }), source[..20]);
    }

    private static string Many(string part) => string.Concat(Enumerable.Repeat(part, 200_000));

    [TestMethod]
    [DataRow("[{\"role\":\"user\",\"content\":\"\\ud800\"}]")]
    [DataRow("[{\"role\":\"user\",\"\\ud800\":\"a\"}]")]
    public void A_lone_surrogate_in_a_conversation_is_a_coded_error(string messages)
    {
        var fault = Assert.ThrowsExactly<ModelException>(() => ChatTemplate.Parse("{{ messages }}").Render(Input() with { Messages = JsonDocument.Parse(messages).RootElement }));
        Assert.AreEqual(ModelFault.TemplateFailed, fault.Fault);
    }

    [TestMethod]
    public void The_date_is_the_pinned_one_unless_another_is_given()
    {
        var template = ChatTemplate.Parse("{{ strftime_now('%d %b %Y') }}");
        Assert.AreEqual("26 Jul 2024", template.Render(Input()).Text);
        Assert.AreEqual("01 Feb 2030", template.Render(Input() with { Now = new DateTime(2030, 2, 1, 0, 0, 0, DateTimeKind.Unspecified) }).Text);
    }

    private static ModelException Fails(string source) => Assert.ThrowsExactly<ModelException>(() => ChatTemplate.Parse(source, "t.jinja").Render(Input()));

    private static ChatTemplateInput Input() => new() { Messages = JsonDocument.Parse("[{\"role\":\"user\",\"content\":\"Hi\"}]").RootElement, Limits = new TemplateLimits(1_000_000, 1_000_000) };

    [TestMethod]
    public void Nested_blocks_are_an_error_on_a_small_stack_too()
    {
        var template = ChatTemplate.Parse(string.Concat(Enumerable.Repeat("{% if 1 %}", 1500)) + "x" + string.Concat(Enumerable.Repeat("{% endif %}", 1500)));
        ModelException? caught = null;
        var thread = new Thread(() => caught = Caught(template), 256 * 1024);
        thread.Start();
        thread.Join();
        Assert.IsTrue(caught is null or { Fault: ModelFault.TemplateFailed }, caught?.ToString());
    }

    [TestMethod]
    public void Long_texts_that_are_compared_again_and_again_are_an_error()
    {
        var template = ChatTemplate.Parse("{% set ns=namespace(x='ab') %}{% for i in range(20) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{% set y = ns.x ~ '' %}{% for i in range(99999) %}{% if ns.x == y and 'c' in y %}1{% endif %}{% endfor %}");
        Assert.AreEqual(ModelFault.TemplateFailed, Caught(template)?.Fault);
    }

    private static ModelException? Caught(ChatTemplate template)
    {
        try
        {
            template.Render(new ChatTemplateInput { Messages = System.Text.Json.JsonDocument.Parse("[]").RootElement });
            return null;
        }
        catch (ModelException e)
        {
            return e;
        }
    }
}
