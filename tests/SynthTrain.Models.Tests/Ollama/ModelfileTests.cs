using System.Diagnostics;
using SynthTrain.Models.Ollama;

namespace SynthTrain.Models.Tests.Ollama;

[TestClass]
public sealed class ModelfileTests
{
    [TestMethod]
    public void A_Modelfile_is_read_back_by_ollamas_rules_with_the_same_values()
    {
        var file = new OllamaModelfile
        {
            From = "./model.gguf",
            Template = "{{ range .Messages }}<|im_start|>{{ .Role }}\n{{ .Content }}\"<|im_end|>\n{{ end }}",
            System = " You say \"hi\".\n\n",
            License = "MIT\n\nno warranty\t.",
            Stop = ["<|im_end|>", "### Instruction:", "\"", "a b"],
            ContextLength = 4096,
            Temperature = 0.25,
            Parameters = [new("top_p", "0.9")],
        };
        var commands = OllamaRules.Read(file.Write());
        CollectionAssert.AreEqual(
            new[]
            {
                ("model", file.From), ("template", file.Template), ("system", file.System), ("stop", "<|im_end|>"), ("stop", "### Instruction:"), ("stop", "\""), ("stop", "a b"),
                ("num_ctx", "4096"), ("temperature", "0.25"), ("top_p", "0.9"), ("license", file.License),
            },
            commands);
    }

    [TestMethod]
    [DataRow("a\"\"\" b")]
    [DataRow("a\u200bb")]
    [DataRow("a\rb")]
    public void A_text_that_no_Modelfile_can_hold_is_refused(string system)
    {
        var fault = Assert.ThrowsExactly<ModelException>(() => new OllamaModelfile { From = "m", System = system }.Write());
        Assert.AreEqual(ModelFault.TemplateNotExportable, fault.Fault);
        StringAssert.Contains(fault.Message, "SYSTEM", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Create_runs_the_program_in_the_folder_and_gives_its_words_when_it_fails()
    {
        if (OperatingSystem.IsWindows())
            throw new AssertInconclusiveException("the program that stands for ollama is a shell script");
        var folder = Directory.CreateTempSubdirectory("synth-ollama-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "Modelfile"), "FROM m\n");
            var program = Path.Combine(folder, "ollama");
            File.WriteAllText(program, "#!/bin/sh\necho \"$@\" > said\nif [ \"$2\" = bad ]; then echo 'Error: no such model' >&2; exit 3; fi\n");
            File.SetUnixFileMode(program, (UnixFileMode)0b111_101_101);
            var ollama = new OllamaProgram((name, arguments, at, token) => RunAsync(Path.Combine(folder, name), arguments, at, token));
            Assert.IsTrue(await ollama.CreateAsync("good", folder));
            Assert.AreEqual("create good -f Modelfile\n", File.ReadAllText(Path.Combine(folder, "said")));
            var fault = await Assert.ThrowsExactlyAsync<ModelException>(() => ollama.CreateAsync("bad", folder));
            Assert.AreEqual(ModelFault.OllamaFailed, fault.Fault);
            StringAssert.Contains(fault.Message, "no such model", StringComparison.Ordinal);
            Assert.IsFalse(await new OllamaProgram((_, _, _, _) => Task.FromResult<OllamaProcess?>(null)).CreateAsync("good", folder));
            await Assert.ThrowsExactlyAsync<ModelException>(() => ollama.CreateAsync("-x", folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void The_program_is_found_on_the_path_alone()
    {
        if (OperatingSystem.IsWindows())
            throw new AssertInconclusiveException("a program on Windows is an .exe file");
        using var folder = new TempFolder();
        foreach (var name in new[] { "plain", "good", "later" })
        {
            Directory.CreateDirectory(folder.At(name));
            File.WriteAllText(folder.At($"{name}/ollama"), "#!/bin/sh\n");
            File.SetUnixFileMode(folder.At($"{name}/ollama"), (UnixFileMode)(name == "plain" ? 0b110_100_100 : 0b111_101_101));
        }

        Directory.CreateDirectory(folder.At("folder/ollama"));
        var relative = Path.GetRelativePath(Path.GetFullPath("."), folder.At("good")); // reaches a program, and is no place to take one from
        Assert.IsTrue(File.Exists(Path.Combine(relative, "ollama")));
        Assert.IsNull(OllamaProgram.Find(string.Join(':', string.Empty, ".", relative, folder.At("none"), folder.At("folder"), folder.At("plain"))));
        Assert.AreEqual(folder.At("good/ollama"), OllamaProgram.Find(string.Join(':', relative, folder.At("plain"), folder.At("good"), folder.At("later"))));
        Assert.IsNull(OllamaProgram.Find(null));
    }

    private static async Task<OllamaProcess?> RunAsync(string program, IReadOnlyList<string> arguments, string folder, CancellationToken token)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardError = true, UseShellExecute = false })!;
        var error = await process.StandardError.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);
        return new(process.ExitCode, error);
    }
}
