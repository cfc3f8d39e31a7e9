using System.Text;
using System.Text.Json;
using SynthTrain.Models.Templates;

namespace SynthTrain.Models.Tests.Templates;

[TestClass]
public sealed class TemplateFuzzTests
{
    private static readonly string[] s_pieces =
    [
        "{{", "}}", "{%", "%}", "{#", "#}", "-", "+", "(", ")", "[", "]", "{", "}", "'", "\"", "\\", "|", ".", ",", ":", "~", "**", "//", "%", " is ", " not ", " in ", " if ", " else ",
        "{% for x in messages %}", "{% endfor %}", "{% set x = x ~ x %}", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "{% endif %}", "{% generation %}", "{% endgeneration %}", "{% call m() %}",
        " | tojson", " | list", " | join", " | sort", " | length", " * 1000000000", " ** 99999", "range(99999)", "loop", "loop.nextitem", "namespace()", "messages", "0x", "1e999", "\\u", "😀", "\ud800",
        "'%s' % ", "'{:>999999999}'.format(", ".split(", "| indent(99999999)", "| batch(99999999, 1)", "| center(999999999)", "{% raw %}", "{% endraw %}", "none", "undefined.x", "recursive",
    ];

    private static readonly TemplateLimits s_limits = new(1_000_000, 200_000);

    [TestMethod]
    public void A_mutated_template_gives_text_or_a_coded_error()
    {
        var sources = Directory.EnumerateFiles(Golden.Require("templates/own"), "*.jinja").Concat(Directory.EnumerateFiles(Golden.Require("templates/published"), "*.jinja"))
            .Order(StringComparer.Ordinal).Select(File.ReadAllText).Where(s => s.Length < 12_000).ToArray();
        var inputs = new[] { "user_assistant", "tool_call" }.Select(Input).Append(Input(null)).ToArray();
        var random = new Random(20_240_726);
        var (texts, syntax, failed) = (0, 0, 0);
        for (var i = 0; i < Fuzz.Count; i++)
        {
            var source = Mutate(sources, random);
            try
            {
                ChatTemplate.Parse(source, "fuzz.jinja").Render(inputs[i % inputs.Length]);
                texts++;
            }
            catch (ModelException refusal) when (refusal.Fault is ModelFault.TemplateSyntax or ModelFault.TemplateFailed or ModelFault.TemplateRefused)
            {
                syntax += refusal.Fault == ModelFault.TemplateSyntax ? 1 : 0;
                failed += refusal.Fault == ModelFault.TemplateSyntax ? 0 : 1;
            }
            catch (Exception other)
            {
                Assert.Fail($"input {i}: {other}\n{source}");
            }
        }

        Console.WriteLine($"{texts} texts, {syntax} syntax errors, {failed} failures");
    }

    private static ChatTemplateInput Input(string? name)
    {
        var chats = TemplateCases.Shared.GetProperty("conversations");
        var chat = name is not null && chats.TryGetProperty(name, out var found) ? found : chats.EnumerateObject().First().Value;
        var variables = "{\"bos_token\":\"<s>\",\"eos_token\":\"</s>\",\"x\":\"aé😀 b\",\"d\":{\"a\":1,\"b\":[1,2.5,null]},\"l\":[3,1,2],\"which\":\"call\"}";
        return new ChatTemplateInput
        {
            Messages = chat,
            AddGenerationPrompt = true,
            Limits = s_limits,
            Variables = JsonDocument.Parse(variables).RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal),
        };
    }

    private static string Mutate(string[] sources, Random random)
    {
        var text = new StringBuilder(sources[random.Next(sources.Length)]);
        for (var changes = random.Next(1, 6); changes > 0; changes--)
        {
            var at = random.Next(text.Length + 1);
            switch (random.Next(5))
            {
                case 0:
                    text.Insert(at, s_pieces[random.Next(s_pieces.Length)]);
                    break;
                case 1:
                    text.Remove(at, Math.Min(random.Next(1, 12), text.Length - at));
                    break;
                case 2 when at < text.Length:
                    text[at] = (char)random.Next(0x20, 0x7f);
                    break;
                case 3:
                    var other = sources[random.Next(sources.Length)];
                    var start = random.Next(other.Length + 1);
                    text.Insert(at, other.AsSpan(start, Math.Min(random.Next(1, 80), other.Length - start)));
                    break;
                default:
                    text.Insert(at, text.ToString(at, Math.Min(random.Next(1, 60), text.Length - at)));
                    break;
            }
        }

        return text.ToString();
    }
}
