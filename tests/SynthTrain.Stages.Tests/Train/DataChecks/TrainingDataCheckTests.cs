using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.Train.DataChecks;

namespace SynthTrain.Stages.Tests.Train.DataChecks;

/// <summary>Rows of two files against each other: what counts as the same, what is counted, what is said.</summary>
[TestClass]
public sealed class TrainingDataCheckTests : IDiagnosticSink
{
    private readonly string _folder = Directory.CreateTempSubdirectory("synthtrain-check-").FullName;
    private readonly List<Diagnostic> _said = [];

    [TestCleanup]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void A_leaked_prompt_is_named_on_both_sides_with_counts()
    {
        Write("train.jsonl", Chat("One", "a"), Chat("Two", "b"), Chat("two", "other"), Chat("Three", "c"));
        Write("val.jsonl", Chat("Four", "d"), Chat("  TWO\\t", "b"), Chat("Five", "e"), Chat("Three", "f"));

        var fault = Fault();

        Assert.AreEqual((Codes.Leakage, "val.jsonl", 2), (fault.Code, fault.File, fault.Line));
        StringAssert.StartsWith(fault.Message, "2 of 4 validation rows ask what 3 of 4 training rows ask too");
        StringAssert.Contains(fault.Message, ": val.jsonl(2) in train.jsonl(2), val.jsonl(4) in train.jsonl(4).");
    }

    [TestMethod]
    [DataRow("{\"messages\":[{\"role\":\"user\",\"content\":\"List files\"},{\"role\":\"assistant\",\"content\":\"ls\"}]}")]
    [DataRow("{\"conversations\":[{\"from\":\"human\",\"value\":\"List files\"},{\"from\":\"gpt\",\"value\":\"ls\"}]}")]
    [DataRow("{\"prompt\":[{\"role\":\"user\",\"content\":\"List files\"}],\"completion\":[{\"role\":\"assistant\",\"content\":\"ls\"}]}")]
    [DataRow("{\"prompt\":\"List files\",\"completion\":\"ls\"}")]
    [DataRow("{\"text\":\"List files\"}")]
    public void Every_format_is_read_and_one_meets_another(string row)
    {
        Write("train.jsonl", Chat("other", "x"), row);
        Write("val.jsonl", Chat("list files", "dir"));

        Assert.AreEqual(Codes.Leakage, Fault().Code);
    }

    [TestMethod]
    [DataRow("write it in C", "write it in C#")]
    [DataRow("ls -l", "ls l")]
    [DataRow("resume", "résumé")]
    [DataRow("close 12!", "close 12")]
    public void A_sign_or_an_accent_makes_another_request(string one, string other)
    {
        Write("train.jsonl", Chat(one, "a"), Chat(other, "a"), Chat(one, "a"));
        Write("val.jsonl", Chat("x", "a"));
        Run(("max_duplicates", "0.34"));
        Assert.IsEmpty(_said);

        Write("train.jsonl", Chat(one, "a"));
        Write("val.jsonl", Chat(other, "a"));
        Run();
        Assert.IsEmpty(_said);
    }

    [TestMethod]
    [DataRow("""{"id":"h1","input":"LIST  prs","output":{"command":"pr"}}""")]
    [DataRow("""{"prompt":"list prs","expected":"x"}""")]
    [DataRow("""{"messages":[{"role":"user","content":"list prs"}],"reference":"x"}""")]
    [DataRow("""{"messages":[{"role":"user","content":"list prs"},{"role":"assistant","content":"x"}]}""")]
    public void Rows_that_the_model_will_be_asked_leak_as_validation_rows_do(string asked)
    {
        Write("train.jsonl", Chat("One", "a"), Chat("list prs", "b"));
        Write("val.jsonl", Chat("Two", "a"));
        Write("people.jsonl", """{"prompt":"close it","expected":"y"}""", asked);

        var fault = Fault(("exclude", "people.jsonl;not_made_yet.jsonl"));

        Assert.AreEqual((Codes.Leakage, "people.jsonl", 2), (fault.Code, fault.File, fault.Line));
        StringAssert.StartsWith(fault.Message, "1 of 2 rows of people.jsonl ask what 1 of 2 training rows ask too, so that figures over them would measure memory: people.jsonl(2) in train.jsonl(2).");
        Run(("exclude", "people.jsonl"), ("on_leakage", "warn"));
        Assert.AreEqual((Codes.Leakage, DiagnosticSeverity.Warning), (_said.Single().Code, _said.Single().Severity));
        _said.Clear();
        Run(("exclude", "people.jsonl"), ("on_leakage", "ignore"));
        Assert.IsEmpty(_said);
    }

    [TestMethod]
    public void A_file_that_is_validated_and_asked_is_told_once_and_rows_without_a_prompt_are_counted()
    {
        Write("train.jsonl", Chat("One", "a"));
        Write("val.jsonl", Chat("One", "a"));
        Assert.HasCount(1, Assert.ThrowsExactly<SynthException>(() => Run(("exclude", "val.jsonl"))).Diagnostics);

        Write("val.jsonl", Chat("Two", "a"));
        Write("people.jsonl", "{\"question\":\"One\"}", "{", Chat("Three", "a"));
        Run(("exclude", "people.jsonl"));
        Assert.AreEqual((Codes.BadRow, "people.jsonl"), (_said.Single().Code, _said.Single().File));
        StringAssert.StartsWith(_said.Single().Message, "2 rows");
    }

    [TestMethod]
    public void A_conversation_leaks_by_its_last_question_and_meets_earlier_ones_of_training()
    {
        var greeting = "{\"role\":\"user\",\"content\":\"Hello\"},{\"role\":\"assistant\",\"content\":\"Hi\"}";
        Write("train.jsonl", Messages(greeting, Turn("user", "Open it"), Turn("assistant", "x")));
        Write("val.jsonl", Messages(greeting, Turn("user", "Close it"), Turn("assistant", "y")), Messages(Turn("user", "Open it"), Turn("assistant", "x")));
        Run();
        Assert.IsEmpty(_said);

        Write("val.jsonl", Messages(greeting));
        Assert.AreEqual(1, Fault().Line);
    }

    [TestMethod]
    public void Turns_before_an_example_are_part_of_what_it_asks_and_no_prompts_of_their_own()
    {
        const string context = "\"context\":[{\"input\":\"show prs\",\"output\":{\"a\":1}}]";
        Write("train.jsonl", $$"""{"input":"only mine",{{context}},"output":{"a":2} }""");
        Write("val.jsonl", """{"input":"show prs","output":{"a":1}}""", """{"input":"only mine","output":{"a":2} }""");
        Run();
        Assert.IsEmpty(_said);

        Write("val.jsonl", $$"""{"input":"Only  mine",{{context}},"output":{"a":2} }""");
        Assert.AreEqual(Codes.Leakage, Fault().Code);
    }

    [TestMethod]
    public void The_same_question_of_another_document_is_another_prompt()
    {
        Write("train.jsonl", Messages(Turn("system", "Document A"), Turn("user", "Summarise"), Turn("assistant", "x")));
        Write("val.jsonl", Messages(Turn("system", "Document B"), Turn("user", "Summarise"), Turn("assistant", "y")));

        Run();

        Assert.IsEmpty(_said);
    }

    [TestMethod]
    public void A_leak_is_an_error_a_warning_or_nothing_as_configured()
    {
        Write("train.jsonl", Chat("One", "a"));
        Write("val.jsonl", Chat("One", "a"));
        Assert.AreEqual(DiagnosticSeverity.Error, Fault().Severity);

        Run(("on_leakage", "warn"));
        Assert.AreEqual((Codes.Leakage, DiagnosticSeverity.Warning), (_said.Single().Code, _said.Single().Severity));

        _said.Clear();
        Run(("on_leakage", "ignore"));
        Assert.IsEmpty(_said);
    }

    [TestMethod]
    public void Repeated_rows_are_a_warning_above_the_share_and_name_the_most_frequent()
    {
        Write("train.jsonl", [Chat("One", "a"), Chat("Two", "b"), Chat("Two", "another answer"), .. Enumerable.Repeat(Chat("two", "b"), 7)]);

        Run(("max_duplicates", "0.7"));
        Assert.IsEmpty(_said);

        Run();
        var warning = _said.Single();
        Assert.AreEqual((Codes.DuplicateRows, DiagnosticSeverity.Warning, "train.jsonl", 2), (warning.Code, warning.Severity, warning.File, warning.Line));
        // Ten rows, three different ones.
        StringAssert.StartsWith(warning.Message, "7 of 10 training rows (70.0 %)");
        StringAssert.Contains(warning.Message, "stands 8 times");

        Assert.AreEqual(DiagnosticSeverity.Error, Fault(("on_duplicates", "fail")).Severity);
        _said.Clear();
        Run(("on_duplicates", "ignore"));
        Assert.IsEmpty(_said);
    }

    [TestMethod]
    public void Both_faults_are_told_at_once()
    {
        Write("train.jsonl", [.. Enumerable.Repeat(Chat("One", "a"), 9)]);
        Write("val.jsonl", Chat("One", "a"));

        var faults = Assert.ThrowsExactly<SynthException>(() => Run(("on_duplicates", "fail"))).Diagnostics;

        CollectionAssert.AreEqual((string[])[Codes.Leakage, Codes.DuplicateRows], faults.Select(fault => fault.Code).ToArray());
    }

    [TestMethod]
    public void Faulty_lines_are_left_to_the_reader_of_examples_and_a_word_that_is_not_allowed_is_a_coded_error()
    {
        Write("train.jsonl", "{", "{\"question\":\"One\"}", Chat("Two", "b"));
        Write("val.jsonl", "[]", Chat("One", "a"));
        Run();
        Assert.IsEmpty(_said);

        var fault = Fault(("on_leakage", "stop"));
        Assert.AreEqual(Codes.BadOption, fault.Code);
        StringAssert.Contains(fault.Message, "'stop'");
        Assert.AreEqual(Codes.BadOption, Fault(("max_duplicates", "90")).Code);
    }

    void IDiagnosticSink.Report(Diagnostic diagnostic) => _said.Add(diagnostic);

    private static string Turn(string role, string content) => $$"""{"role":"{{role}}","content":"{{content}}"}""";

    private static string Messages(params string[] turns) => $$"""{"messages":[{{string.Join(',', turns)}}]}""";

    private static string Chat(string asked, string answer) => Messages(Turn("user", asked), Turn("assistant", answer));

    private void Write(string name, params string[] rows) => File.WriteAllLines(Path.Combine(_folder, name), rows);

    private Diagnostic Fault(params (string Name, string Value)[] parameters) => Assert.ThrowsExactly<SynthException>(() => Run(parameters)).Diagnostics[0];

    private void Run(params (string Name, string Value)[] parameters)
    {
        var given = new SortedDictionary<string, string>(parameters.ToDictionary(pair => pair.Name, pair => pair.Value), StringComparer.Ordinal);
        StageFile[] inputs = [new("train", "train.jsonl"), .. File.Exists(Path.Combine(_folder, "val.jsonl")) ? [new StageFile("validation", "val.jsonl")] : Array.Empty<StageFile>()];
        var request = new StageRequest { Stage = "train", Run = "main", CodeVersion = 1, ProjectDirectory = _folder, Inputs = inputs, Outputs = [], Manifest = "m", Parameters = given };
        var context = new StageContext(request, new PhysicalFileSystem(), this, new PhysicalFileSystem().Create);
        TrainingDataCheck.Run(context, DataPolicy.From(context.Options), CancellationToken.None);
    }
}
