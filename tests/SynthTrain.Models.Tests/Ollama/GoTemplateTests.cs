using System.Diagnostics;
using System.Text.Json;
using SynthTrain.Models.Ollama;
using SynthTrain.Models.Templates;
using SynthTrain.Models.Tests.Templates;

namespace SynthTrain.Models.Tests.Ollama;

[TestClass]
public sealed class GoTemplateTests
{
    public static IEnumerable<object[]> BuiltIns => BuiltInTemplates.Names.Select(n => new object[] { n });

    [TestMethod]
    [DynamicData(nameof(BuiltIns))]
    public void A_built_in_template_renders_in_Go_as_in_Jinja_on_the_golden_conversations(string name)
    {
        var template = BuiltInTemplates.Find(name)!;
        var go = GoTemplateExporter.For(template, GoldenChats.Variables);
        Console.WriteLine(go.Text + "\n" + string.Join(' ', go.Stop));
        Assert.AreEqual(name is "llama" or "llama3" or "gemma" or "mistral" ? GoTemplateExporter.Whitespace : string.Empty, string.Join(", ", go.Limits));
        var differences = Differences(template, go, out var compared);
        Console.WriteLine($"{compared} conversations");
        Assert.IsGreaterThan(20, compared);
        Assert.IsEmpty(differences, string.Join('\n', differences));
    }

    [TestMethod]
    public void A_published_template_is_exported_when_it_renders_the_same_and_refused_when_not()
    {
        var exported = new List<string>();
        foreach (var file in Directory.EnumerateFiles(Golden.Require("templates/published"), "*.jinja").Order(StringComparer.Ordinal))
        {
            var template = ChatTemplate.Parse(File.ReadAllText(file), Path.GetFileName(file));
            try
            {
                var go = GoTemplateExporter.For(template, GoldenChats.Variables);
                var differences = Differences(template, go, out _);
                exported.Add(Path.GetFileNameWithoutExtension(file));
                Console.WriteLine($"{exported[^1]}: stop {string.Join(' ', go.Stop)}; {differences.Count} differences, limits: {string.Join(", ", go.Limits)}");
                if (go.Limits.All(l => l == GoTemplateExporter.Whitespace))
                    Assert.IsEmpty(differences, $"{file}: {string.Join(" | ", differences)}");
            }
            catch (ModelException refusal)
            {
                Assert.AreEqual(ModelFault.TemplateNotExportable, refusal.Fault);
                StringAssert.Contains(refusal.Message, Path.GetFileName(file), StringComparison.Ordinal);
            }
        }

        Console.WriteLine($"{exported.Count} exported");
        CollectionAssert.Contains(exported, "Qwen-Qwen2.5-7B-Instruct");
    }

    [TestMethod]
    public void A_template_that_numbers_its_messages_is_refused_with_the_conversation_that_differs()
    {
        var template = ChatTemplate.Parse("{% for m in messages %}{{ '#' if loop.index > 4 }}<{{ m.role }}>{{ m.content }}</>{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}", "numbers.jinja");
        var fault = Assert.ThrowsExactly<ModelException>(() => GoTemplateExporter.For(template));
        Assert.AreEqual(ModelFault.TemplateNotExportable, fault.Fault);
        StringAssert.Contains(fault.Message, "three turns", StringComparison.Ordinal);
    }

    [TestMethod]
    [TestCategory("Go")]
    public void Go_itself_renders_exported_templates_as_Jinja_does()
    {
        var cases = new List<(string Wanted, object Case, string Name)>();
        foreach (var name in BuiltInTemplates.Names)
        {
            var template = BuiltInTemplates.Find(name)!;
            var go = GoTemplateExporter.For(template, GoldenChats.Variables);
            foreach (var (chat, messages) in GoldenChats.All())
            {
                var collated = GoMessage.Collate(messages);
                var goOn = collated[^1].Role == "assistant";
                if ((!go.Limits.Contains(GoTemplateExporter.Whitespace) || GoldenChats.IsTrimmed(messages)) && GoTemplateExporter.TryRender(template, GoldenChats.Variables, collated, !goOn, goOn ? "content" : null) is { } wanted)
                    cases.Add((wanted, new { template = go.Text, messages = messages.Select(m => new { role = m.Role, content = m.Content }) }, $"{name}/{chat}"));
            }
        }

        var texts = RunGo(JsonSerializer.Serialize(cases.Select(c => c.Case)));
        Assert.HasCount(cases.Count, texts);
        Console.WriteLine($"{cases.Count} renderings by Go");
        for (var i = 0; i < cases.Count; i++)
            Assert.AreEqual(cases[i].Wanted, texts[i], cases[i].Name);
    }

    private static List<string> Differences(ChatTemplate template, GoTemplate go, out int compared)
    {
        var program = GoTemplateProgram.Parse(go.Text);
        var differences = new List<string>();
        compared = 0;
        foreach (var (name, messages) in GoldenChats.All())
        {
            if (go.Limits.Contains(GoTemplateExporter.Whitespace) && !GoldenChats.IsTrimmed(messages))
                continue;
            compared++;
            if (GoTemplateExporter.Difference(template, GoldenChats.Variables, program, messages) is { } difference)
                differences.Add($"{name}: {difference}");
        }

        return differences;
    }

    private static string SourceFile([System.Runtime.CompilerServices.CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "render.go");

    private static List<string> RunGo(string cases)
    {
        var program = SourceFile();
        var file = Path.Combine(Path.GetTempPath(), $"synth-go-{Path.GetRandomFileName()}.json");
        File.WriteAllText(file, cases);
        try
        {
            using var process = Process.Start(new ProcessStartInfo("go", ["run", program, file]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.AreEqual(0, process.ExitCode, errors.Result);
            return JsonSerializer.Deserialize<List<string>>(output)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Inconclusive("'go' is not on the path; install golang-go to run this test");
            throw;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
