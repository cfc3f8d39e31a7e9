using System.Diagnostics;
using System.Text.Json;
using SynthTrain.Models.Gguf;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Models.Ollama;
using SynthTrain.Models.Templates;
using SynthTrain.Models.Tests.Templates;
using SynthTrain.Models.Tokenizers;

namespace SynthTrain.Models.Tests.Ollama;

[TestClass]
public sealed class GoTemplateTests
{
    public static IEnumerable<object[]> BuiltIns => BuiltInTemplates.Names.SelectMany(n => new[] { new object[] { n, true }, [n, false] });

    [TestMethod]
    [DynamicData(nameof(BuiltIns))]
    public void A_built_in_template_renders_in_Go_as_in_Jinja_on_the_golden_conversations(string name, bool addsBos)
    {
        var source = new GoTemplateSource(BuiltInTemplates.Find(name)!, addsBos, GoldenChats.Variables);
        var go = GoTemplateExporter.For(source.Template, addsBos, GoldenChats.Variables);
        Console.WriteLine(go.Text + "\n" + string.Join(' ', go.Stop));
        var trims = name is "llama" or "llama3" or "gemma" or "mistral";
        Assert.AreEqual(trims ? GoTemplateExporter.Whitespace : addsBos ? source.Excess! : string.Empty, string.Join(", ", go.Limits));
        Assert.AreEqual(trims && !addsBos, go.Text.StartsWith("<s>", StringComparison.Ordinal));
        var differences = Differences(source, go, out var compared);
        Assert.IsGreaterThan(20, compared);
        Assert.IsEmpty(differences, string.Join('\n', differences));
    }

    [TestMethod]
    public void A_begin_token_that_no_tokenizer_adds_stays_in_the_template()
    {
        using var folder = new TempFolder();
        using (var model = HuggingFaceModel.Open(Golden.Require("models/smollm2-like")))
            GgufConverter.Convert(model, folder.At("a.gguf"));
        using var gguf = GgufReader.Open(folder.At("a.gguf"));
        var vocabulary = GgufVocabulary.Of(gguf);
        Assert.IsFalse(vocabulary.AddsBos);
        var variables = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["bos_token"] = JsonSerializer.SerializeToElement(vocabulary.Tokens[vocabulary.BosTokenId!.Value]) };
        Assert.AreEqual("<|im_start|>", variables["bos_token"].GetString());
        var source = new GoTemplateSource(ChatTemplate.Parse(gguf.Metadata["tokenizer.chat_template"].Text!, "smollm2-like"), vocabulary.AddsBos, variables);

        var go = GoTemplateExporter.For(source.Template, vocabulary.AddsBos, variables);

        Assert.IsEmpty(go.Limits, string.Join(", ", go.Limits));
        Assert.StartsWith("<|im_start|>system\nYou are a helpful assistant<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n", GoTemplateProgram.Parse(go.Text).Run([new("user", "Hi")]));
        Assert.StartsWith("<|im_start|>system\nBe brief.", GoTemplateProgram.Parse(go.Text).Run([new("system", "Be brief."), new("user", "Hi")]));
        Assert.Contains("TEMPLATE \"\"\"{{ if or (eq (len .Messages) 0) (ne (index .Messages 0).Role \"system\") }}<|im_start|>system", new OllamaModelfile { From = "a.gguf", Template = go.Text }.Write());
        Assert.IsEmpty(Differences(source, go, out _));
    }

    [TestMethod]
    public void A_begin_token_that_only_the_tokenizer_adds_is_told()
    {
        var template = BuiltInTemplates.Find("chatml")!;
        StringAssert.Contains(GoTemplateExporter.For(template, addsBos: true, GoldenChats.Variables).Limits.Single(), "'<s>' in front", StringComparison.Ordinal);
        StringAssert.Contains(GoTemplateExporter.For(template, addsBos: true).Limits.Single(), "every conversation", StringComparison.Ordinal);
        Assert.IsEmpty(GoTemplateExporter.For(template, addsBos: false).Limits);
    }

    [TestMethod]
    [DataRow("llama", null, null, true)]
    [DataRow("llama", null, false, false)]
    [DataRow("gpt2", "llama-bpe", null, true)]
    [DataRow("gpt2", "tekken", null, true)]
    [DataRow("gpt2", "qwen2", null, false)]
    [DataRow("gpt2", "qwen2", true, true)]
    [DataRow("bert", null, null, false)]
    public void Where_a_file_does_not_say_whether_a_begin_token_is_added_its_vocabulary_does(string model, string? pre, bool? says, bool adds)
        => Assert.AreEqual(adds, new GgufVocabulary(model, ["a"]) { Pre = pre, AddBosToken = says }.AddsBos);

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void A_published_template_is_exported_when_it_renders_the_same_and_refused_when_not(bool addsBos)
    {
        var exported = Published(addsBos).ToList();
        var refused = 0;
        var wrong = new List<string>();
        foreach (var (source, go) in exported)
        {
            if (go is null)
            {
                refused++;
                continue;
            }

            var differences = Differences(source, go, out var compared);
            Console.WriteLine($"{source.Template.File}: {compared} conversations; limits: {string.Join("; ", go.Limits)}");
            Assert.IsGreaterThan(10, compared, source.Template.File);
            wrong.AddRange(differences.Select(d => $"{source.Template.File}: {d}"));
        }

        Assert.IsEmpty(wrong, string.Join('\n', wrong));

        Assert.AreEqual("50 of 62", $"{exported.Count - refused} of {exported.Count}");
    }

    [TestMethod]
    public void A_template_that_numbers_its_messages_is_refused_with_the_conversation_that_differs()
    {
        var template = ChatTemplate.Parse("{% for m in messages %}{{ '#' if loop.index > 4 }}<{{ m.role }}>{{ m.content }}</>{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}", "numbers.jinja");
        var fault = Assert.ThrowsExactly<ModelException>(() => GoTemplateExporter.For(template, addsBos: false));
        Assert.AreEqual(ModelFault.TemplateNotExportable, fault.Fault);
        StringAssert.Contains(fault.Message, "three turns", StringComparison.Ordinal);
    }

    [TestMethod]
    [TestCategory("Go")]
    [DataRow(true)]
    [DataRow(false)]
    public void Go_itself_renders_exported_templates_as_Jinja_does(bool addsBos)
    {
        var cases = new List<(string Wanted, object Case, string Name)>();
        var builtIn = BuiltInTemplates.Names.Select(n => new GoTemplateSource(BuiltInTemplates.Find(n)!, addsBos, GoldenChats.Variables));
        foreach (var (source, exported) in builtIn.Select(s => (s, (GoTemplate?)GoTemplateExporter.For(s.Template, addsBos, GoldenChats.Variables))).Concat(Published(addsBos)))
        {
            if (exported is not { } go)
                continue;
            foreach (var (chat, messages) in GoldenChats.All().Where(c => !go.Limits.Any(l => GoldenChats.IsOfKind(l, c.Messages))))
            {
                if (source.Wanted(GoMessage.Collate(messages)) is { } wanted)
                    cases.Add((wanted[source.Added.Length..], new { template = go.Text, messages = messages.Select(m => new { role = m.Role, content = m.Content }) }, $"{source.Template.File}/{chat}"));
            }
        }

        var texts = RunGo(JsonSerializer.Serialize(cases.Select(c => c.Case)));
        Assert.HasCount(cases.Count, texts);
        Console.WriteLine($"{cases.Count} renderings by Go");
        for (var i = 0; i < cases.Count; i++)
            Assert.AreEqual(cases[i].Wanted, texts[i], cases[i].Name);
    }

    /// <summary>The published templates, each with its Go form or null for one that was refused in the right words.</summary>
    private static IEnumerable<(GoTemplateSource Source, GoTemplate? Go)> Published(bool addsBos)
    {
        foreach (var file in Directory.EnumerateFiles(Golden.Require("templates/published"), "*.jinja").Order(StringComparer.Ordinal))
        {
            var source = new GoTemplateSource(ChatTemplate.Parse(File.ReadAllText(file), Path.GetFileName(file)), addsBos, GoldenChats.Variables);
            GoTemplate? go = null;
            try
            {
                go = GoTemplateExporter.For(source.Template, addsBos, GoldenChats.Variables);
            }
            catch (ModelException refusal)
            {
                Assert.AreEqual(ModelFault.TemplateNotExportable, refusal.Fault);
                StringAssert.Contains(refusal.Message, Path.GetFileName(file), StringComparison.Ordinal);
            }

            yield return (source, go);
        }
    }

    private static List<string> Differences(GoTemplateSource source, GoTemplate go, out int compared)
    {
        var program = GoTemplateProgram.Parse(go.Text);
        var chats = GoldenChats.All().Where(c => !go.Limits.Any(l => GoldenChats.IsOfKind(l, c.Messages))).ToList();
        compared = chats.Count;
        return [.. chats.Select(c => (c.Name, Difference: source.Difference(program, c.Messages))).Where(c => c.Difference is not null).Select(c => $"{c.Name}: {c.Difference}")];
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
