using System.Text.Json;
using SynthTrain.Models.Templates;

namespace SynthTrain.Models.Tests.Templates;

[TestClass]
public sealed class GoldenTemplateTests
{
    [TestMethod]
    public void Every_golden_case_gives_the_text_the_spans_or_the_error_of_transformers()
    {
        var differences = new List<string>();
        var cases = 0;
        foreach (var file in TemplateCases.Files())
        {
            ChatTemplate? template = null;
            foreach (var item in TemplateCases.Of(file))
            {
                cases++;
                if (Difference(ref template, item) is { } difference)
                    differences.Add($"{Path.GetFileNameWithoutExtension(file)} / {item.GetProperty("case").GetString()}: {difference}");
            }
        }

        Console.WriteLine($"{cases} cases, {differences.Count} differences");
        Assert.IsEmpty(differences, string.Join('\n', differences.Take(60)));
    }

    private static string? Difference(ref ChatTemplate? template, JsonElement item)
    {
        try
        {
            template ??= ChatTemplate.Parse(TemplateCases.Source(item), item.GetProperty("template").GetString());
            var chat = template.Render(TemplateCases.Input(item));
            return item.TryGetProperty("expected", out var expected) ? Compare(item, expected.GetString()!, chat) : $"expected {item.GetProperty("error").GetString()} ({Optional(item, "detail")}), got text {chat.Text}";
        }
        catch (ModelException exception)
        {
            return CompareError(item, exception);
        }
    }

    private static string? Compare(JsonElement item, string expected, RenderedChat chat)
    {
        if (expected != chat.Text)
        {
            var at = expected.Zip(chat.Text).TakeWhile(p => p.First == p.Second).Count();
            return $"text differs at {at}: expected …{Show(expected, at)}… got …{Show(chat.Text, at)}…";
        }

        if (!item.TryGetProperty("assistant_spans", out var spans))
            return null;
        var wanted = string.Join(' ', spans.EnumerateArray().Select(s => $"{s[0]}-{s[1]}"));
        var got = string.Join(' ', chat.Blocks.Select(b => (Start: new TextSpan(0, b.Start).InCodePoints(chat.Text).End, b.Points)).Select(b => $"{b.Start}-{b.Start + b.Points}"));
        return wanted == got ? null : $"spans {wanted}, got {got}";
    }

    private static string? CompareError(JsonElement item, ModelException exception)
    {
        var kind = ((TemplateError)exception.InnerException!).Kind;
        if (!item.TryGetProperty("error", out var error))
            return $"expected text, got {kind}: {exception.Message}";
        if (error.GetString() != kind)
            return $"expected {error.GetString()} ({Optional(item, "detail")}), got {kind}: {exception.Message}";
        if (item.TryGetProperty("message", out var message) && message.GetString() != exception.Message)
            return $"expected message '{message.GetString()}', got '{exception.Message}'";
        var fault = kind == "TemplateError" ? ModelFault.TemplateRefused : Optional(item, "stage") == "compile" ? ModelFault.TemplateSyntax : ModelFault.TemplateFailed;
        return exception.Fault != fault ? $"expected {fault}, got {exception.Fault}" : exception.File is null || (exception.Line == 0 && kind != "ValueError") ? "no file or line" : null;
    }

    private static string Optional(JsonElement item, string name) => item.TryGetProperty(name, out var value) ? value.ToString() : string.Empty;

    private static string Show(string text, int at) => text.Substring(Math.Max(0, at - 30), Math.Min(text.Length, at + 60) - Math.Max(0, at - 30)).Replace("\n", "\\n", StringComparison.Ordinal);
}
