using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SynthTrain.Models.Gguf;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.Evaluation.Answering;
using SynthTrain.Worker.Chat;

namespace SynthTrain.Worker.Tests.Chat;

/// <summary><c>synthtrain chat</c> as a user starts it, with a tiny model of random weights, which answers anything.</summary>
[TestClass]
public sealed class ChatTests
{
    private const string Cli = "cli_name: a\ncommands:\n  - {name: go, subcommands: [{name: up, args: [{name: how, type: enum, values: [slow, fast], required: true}], flags: [{name: now}]}, {name: on}]}\n";

    private static string Model => Golden.Require("models/llama-tied-rope");

    [TestMethod]
    public void Folder_and_file_give_the_same_answer_and_nothing_else_on_standard_output()
    {
        using var kit = new WorkerKit();
        var file = Path.Combine(kit.Root, "model.gguf");
        using (var model = HuggingFaceModel.Open(Model))
            GgufConverter.Convert(model, file, new() { Type = GgufFileType.F32 });

        var folder = Chat(kit, "", "--model", Model, "--max-tokens", "8", "show", "me", "prs");
        var gguf = Chat(kit, "", "--model", file, "--max-tokens", "8", "show me prs");

        Assert.AreEqual((0, 0), (folder.Code, gguf.Code), folder.Error + gguf.Error);
        Assert.AreEqual(folder.Output, gguf.Output);
        Assert.EndsWith("\n", folder.Output);
        Assert.AreNotEqual("", folder.Output.Trim());
    }

    [TestMethod]
    public void An_answer_is_held_to_the_schema_of_a_command_line()
    {
        using var kit = new WorkerKit();
        kit.Write("a.yaml", Cli);

        var (code, output, error) = Chat(kit, "one\ntwo\n\nthree", "--model", Model, "--schema", "a.yaml");

        Assert.AreEqual((0, ""), (code, error));
        var lines = output.TrimEnd('\n').Split('\n');
        Assert.HasCount(3, lines);
        // What a model of random weights says first may be a space, which is no part of the answer: tokens of SentencePiece have one.
        foreach (var line in lines)
            Assert.IsTrue(line.StartsWith("""{"command":"go","subcommand":"up","args":{"how":""", StringComparison.Ordinal) || line is """{"command":"go","subcommand":"up","args":{},"flags":[],"missing":["how"]}""" or """{"command":"go","subcommand":"up","args":{},"flags":["now"],"missing":["how"]}""" or """{"command":"go","subcommand":"on","args":{},"flags":[]}""", line);
    }

    [TestMethod]
    public void Each_line_is_a_conversation_of_its_own_unless_earlier_ones_are_kept()
    {
        using var kit = new WorkerKit();
        kit.Write("a.json", """{"enum":["yes","no"]}""");
        string[] common = ["--model", Model, "--schema", "a.json", "--stats"];

        var alone = Read(Chat(kit, "same\nsame\nsame\n", common));
        var kept = Read(Chat(kit, "same\nsame\nsame\n", [.. common, "--keep"]));

        Assert.HasCount(3, alone);
        Assert.AreEqual(1, alone.Distinct().Count());
        Assert.AreEqual(alone[0], kept[0]);
        Assert.IsTrue(kept[0] < kept[1] && kept[1] < kept[2], string.Join(' ', kept));
    }

    [TestMethod]
    public void A_text_that_a_schema_leaves_free_comes_to_its_end()
    {
        using var kit = new WorkerKit();
        kit.Write("a.yaml", "cli_name: a\ncommands:\n  - {name: say, subcommands: [{name: it, args: [{name: text, type: string, required: true}, {name: more, type: string}]}]}\n");

        // Enough for all bytes of the shortest answer, and not for what a model says that knows no end.
        var (code, output, error) = Chat(kit, "one\ntwo\nthree\nfour", "--model", Model, "--schema", "a.yaml", "--max-tokens", "90", "--temperature", "1");

        Assert.AreEqual((0, ""), (code, error));
        var lines = output.TrimEnd('\n').Split('\n');
        Assert.HasCount(4, lines);
        foreach (var line in lines)
        {
            using var answer = JsonDocument.Parse(line);
            Assert.AreEqual("it", answer.RootElement.GetProperty("subcommand").GetString());
            Assert.IsTrue(answer.RootElement.TryGetProperty("missing", out _) || answer.RootElement.GetProperty("args").GetProperty("text").GetString()!.Length > 0, line);
        }
    }

    [TestMethod]
    public void Tokens_that_no_answer_fits_into_are_told()
    {
        using var kit = new WorkerKit();
        kit.Write("a.yaml", Cli);

        var (code, output, error) = Chat(kit, "", "--model", Model, "--schema", "a.yaml", "--max-tokens", "3", "go");

        Assert.AreEqual((1, ""), (code, output));
        Assert.StartsWith("error ST3116: At most '3' tokens are allowed for an answer", error);
    }

    [TestMethod]
    public void A_conversation_that_fills_the_context_leaves_its_oldest_turns_behind()
    {
        using var kit = new WorkerKit();
        kit.Write("a.json", """{"enum":["yes","no"]}""");
        var request = string.Join(' ', Enumerable.Repeat("again", 12));

        var (code, output, error) = Chat(kit, string.Concat(Enumerable.Repeat(request + "\n", 20)), "--model", Model, "--schema", "a.json", "--keep");

        Assert.AreEqual(0, code, error);
        Assert.HasCount(20, output.TrimEnd('\n').Split('\n'));
        StringAssert.StartsWith(error, "The oldest turn was left out");
        Assert.DoesNotContain("error", error);
    }

    [TestMethod]
    public void An_answer_that_was_cut_is_not_kept()
    {
        using var kit = new WorkerKit();
        var read = Read(Chat(kit, "same\nsame\nsame\n", "--model", Model, "--max-tokens", "2", "--keep", "--stats"));

        Assert.AreEqual(1, read.Distinct().Count(), string.Join(' ', read));
    }

    [TestMethod]
    public void An_answer_that_cannot_be_written_is_a_fault()
    {
        if (!File.Exists("/dev/full"))
            Assert.Inconclusive("a full device is needed");
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])["-c", "exec \"$0\" \"$@\" > /dev/full", "dotnet", "exec", WorkerKit.Worker, "chat", "--model", Model, "--max-tokens", "4", "hi"])
            start.ArgumentList.Add(argument);
        using var full = Process.Start(start)!;
        var error = full.StandardError.ReadToEnd();
        full.WaitForExit();

        Assert.AreEqual(1, full.ExitCode);
        Assert.StartsWith("error ST0018: The answer cannot be written to standard output", error);
    }

    [TestMethod]
    public void What_breaks_off_an_answer_ends_its_line()
    {
        using var model = ChatModel.Open(Model);
        var output = new Breaking();
        var options = new ChatOptions { Generation = new() { MaxTokens = 8 } };

        Assert.ThrowsExactly<InvalidOperationException>(() => new ChatSession(model, PromptMaker.Of("m", model), options, output, TextWriter.Null).Answer("hi", CancellationToken.None));

        Assert.EndsWith("\n", output.ToString());
        Assert.AreNotEqual("", output.ToString().Trim('\n'));
    }

    [TestMethod]
    public void A_line_that_is_too_long_is_told_and_the_next_is_answered()
    {
        using var kit = new WorkerKit();
        kit.Write("a.json", """{"enum":["yes","no"]}""");

        var (code, output, error) = Chat(kit, $"{string.Concat(Enumerable.Repeat("long ", 20_000))}\nshort\n", "--model", Model, "--schema", "a.json");

        Assert.AreEqual(0, code);
        Assert.StartsWith("error ST3103: The prompt has ", error);
        Assert.IsTrue(output.TrimStart() is "\"yes\"\n" or "\"no\"\n", output);
    }

    [TestMethod]
    [DataRow("error ST3001: 'nowhere' is no model", "--model", "nowhere", "hi")]
    [DataRow("error ST0002: --max-tokens is '0'", "--model", "@", "--max-tokens", "0", "hi")]
    [DataRow("error ST0002: --temperature is '-1'", "--model", "@", "--temperature", "-1", "hi")]
    [DataRow("error ST0002: The request is empty", "--model", "@", " ")]
    [DataRow("none.json: error ST0001: ", "--model", "@", "--schema", "none.json", "hi")]
    [DataRow("bad.yaml(1,11): error ST0020: ", "--model", "@", "--schema", "bad.yaml", "hi")]
    [DataRow("error ST3002: ", "--model", "bad.gguf", "hi")]
    public void A_fault_has_a_code_and_no_stack(string message, params string[] arguments)
    {
        using var kit = new WorkerKit();
        kit.Write("bad.yaml", "cli_name: a b\n");
        kit.Write("bad.gguf", "this is no model");

        var (code, output, error) = Chat(kit, "", [.. arguments.Select(argument => argument == "@" ? Model : argument)]);

        Assert.AreEqual((1, ""), (code, output));
        StringAssert.Contains(error, message);
        Assert.DoesNotContain("   at ", error);
    }

    [TestMethod]
    public void An_interruption_ends_it_cleanly()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("signals are sent by 'kill'");
        using var kit = new WorkerKit();
        kit.Write("a.json", """{"enum":["yes"]}""");
        using var process = kit.Start("chat", "--model", Model, "--schema", "a.json");
        process.StandardInput.WriteLine("is it?");
        process.StandardInput.Flush();
        Assert.AreEqual("\"yes\"", process.StandardOutput.ReadLine()!.TrimStart());

        Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();
        process.WaitForExit();

        Assert.AreEqual((0, ""), (process.ExitCode, process.StandardError.ReadToEnd()));
    }

    /// <summary>Breaks when it has some of an answer.</summary>
    private sealed class Breaking : StringWriter
    {
        public override void Flush() => throw new InvalidOperationException();
    }

    /// <summary>Tokens read for each answer, as <c>--stats</c> tells.</summary>
    private static int[] Read((int Code, string Output, string Error) chat) =>
        [.. chat.Error.Split('\n').Where(line => line.StartsWith("first token", StringComparison.Ordinal)).Select(line => int.Parse(line.Split(", ")[2].Split(' ')[0], CultureInfo.InvariantCulture))];

    private static (int Code, string Output, string Error) Chat(WorkerKit kit, string input, params string[] arguments)
    {
        using var process = kit.Start(["chat", .. arguments]);
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
