using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Teachers;
using SynthTrain.Stages.Preferences;
using SynthTrain.Stages.Tests.Support;

namespace SynthTrain.Stages.Tests.Preferences;

/// <summary>The student's answers in groups, and pairs of the answers that rows hold themselves.</summary>
[TestClass]
public sealed class PreferenceGroupTests
{
    private static readonly string[] s_outputs = ["preferences", "rejected", "stats"];

    [TestMethod]
    [DataRow("1", false)]
    [DataRow("8", false)]
    [DataRow("8", true)]
    public async Task Pairs_are_the_same_bytes_whatever_the_concurrency_and_the_interruptions(string concurrency, bool interrupted)
    {
        using var once = Many(600).Set("concurrency", "1");
        await RunAsync(once, new Company());
        using var kit = Many(600).Set("concurrency", concurrency);
        if (interrupted)
        {
            using var stop = new CancellationTokenSource();
            await Assert.ThrowsAsync<OperationCanceledException>(() => RunAsync(kit, new Company { Answered = stop.Cancel }, stop.Token));
            // And amid a window, of which some rows are kept.
            var lines = await File.ReadAllLinesAsync(Journal(kit));
            await File.WriteAllLinesAsync(Journal(kit), lines.Take(100));
        }

        await RunAsync(kit, new Company());
        Assert.IsGreaterThan(1, once.Rows("preferences").Select(row => row.GetProperty("rejected")[0].GetProperty("content").GetString()).Distinct().Count());
        Assert.AreEqual(once.Text("preferences"), kit.Text("preferences"));
        Assert.AreEqual(once.Text("rejected"), kit.Text("rejected"));
    }

    [TestMethod]
    public void A_row_that_changes_changes_the_keys_of_its_window_alone()
    {
        using var before = Many(600);
        using var after = Many(600, changed: 3);
        var (one, two) = (Keys(before), Keys(after));
        Assert.IsTrue(one.Take(256).Zip(two).All(pair => pair.First != pair.Second));
        CollectionAssert.AreEqual(one[256..], two[256..]);
    }

    [TestMethod]
    public void A_line_that_shifts_in_a_file_of_other_prompts_changes_no_key_of_rows_that_are_asked()
    {
        const string Trained = """{"input":"show file file file file 3","output":"x"}""";
        using var before = Many(300).With("exclude", Trained);
        using var after = Many(300).With("exclude", """{"input":"nothing of these","output":"y"}""", Trained);
        using var without = Many(300);
        var (one, two) = (Keys(before), Keys(after));
        CollectionAssert.AreEqual(one, two);
        // One that is not asked leaves the company of the others.
        Assert.AreNotEqual(one[0], Keys(without)[0]);
        Assert.AreEqual(one[299], Keys(without)[299]);
    }

    [TestMethod]
    [DataRow("true", true)]
    [DataRow("false", false)]
    public async Task Another_teacher_makes_no_row_anew_where_nobody_is_asked(string reference, bool kept)
    {
        using var kit = Many(20).Set("reference", reference);
        var results = new List<Core.Stages.StageResult>();
        foreach (var identity in new[] { "rules 1", "rules 2" })
        {
            var options = new RowRunnerOptions { JournalPath = Journal(kit), Teacher = new Saying("yes"), TeacherIdentity = identity };
            var context = new Core.Stages.StageContext(kit.Context(s_outputs).Request, new Core.IO.PhysicalFileSystem(), kit, File.Create) { Teacher = new TeacherDefinition { Name = identity, Provider = "openai", Models = [identity] } };
            results.Add(await new RowStageRunner(options).RunAsync(new PreferencesStage((_, _) => new Company()), context, CancellationToken.None, CancellationToken.None));
        }

        Assert.AreEqual(kept ? 20 : 0, results[1].Run!.RowsReused);
    }

    [TestMethod]
    public async Task A_window_stays_while_a_row_of_it_may_come_and_goes_when_all_came()
    {
        var student = new Company { Asked = [] };
        var rows = Enumerable.Range(1, 700).Select(line => new SourceRow($"r{line}", System.Text.Json.JsonElement.Parse($$"""{"prompt":"show files {{line}}0"}"""), "p.jsonl", line)).ToList();
        var shared = new SharedStudent(() => student, new PromptWindows(rows, 2));
        await AskAsync([1, .. Enumerable.Range(3, 60), 2]);
        Assert.HasCount(62, student.Asked);
        // The second window got rid of both its answers long ago.
        await AskAsync([3]);
        Assert.HasCount(64, student.Asked);
        // One row of each window, more of them than are kept.
        await AskAsync(Enumerable.Range(40, 300).Select(window => (2 * window) + 1));
        var before = student.Asked.Count;
        await AskAsync([82]);
        Assert.HasCount(before + 2, student.Asked);
        await AskAsync([2 * 340]);
        Assert.HasCount(before + 2, student.Asked);

        async Task AskAsync(IEnumerable<int> lines)
        {
            foreach (var line in lines)
                await shared.AnswerAsync(rows[line - 1], CancellationToken.None);
        }
    }

    [TestMethod]
    public async Task A_model_draws_the_same_in_any_concurrency()
    {
        var texts = new List<string>();
        foreach (var concurrency in new[] { "1", "8" })
        {
            using var kit = Many(40, model: true).Set("concurrency", concurrency).Set("temperature", "0.8").Set("max_tokens", "6");
            await new RowStageRunner(new RowRunnerOptions { JournalPath = Journal(kit) }).RunAsync(new PreferencesStage(), kit.Context(s_outputs), CancellationToken.None, CancellationToken.None);
            texts.Add(kit.Text("preferences"));
            Assert.IsGreaterThan(20, kit.Rows("preferences").Select(row => row.GetProperty("rejected").GetRawText()).Distinct().Count());
        }

        Assert.AreEqual(texts[0], texts[1]);
    }

    [TestMethod]
    public async Task With_reference_the_rows_own_answer_is_chosen_and_nobody_is_asked()
    {
        using var kit = new SetStageKit().Set("reference", "true").With(
            "prompts",
            """{"id":"a","input":"show files","output":{"b": 1,"a":2}}""",
            """{"id":"b","prompt":"show more"}""",
            """{"id":"c","prompt":"show all","expected":" "}""");
        var asking = new OfflineRows();
        var row = (await asking.Run(new PreferencesStage((_, _) => new Company()), kit.Context("preferences"))).Single();
        Assert.AreEqual("""[{"role":"assistant","content":"{\"b\":1,\"a\":2}"}]""", row.GetProperty("chosen").GetRawText());
        CollectionAssert.AreEqual(new[] { "b no_reference", "c no_reference" }, asking.Rejected.Select(row => $"{row.Id} {row.Reason}").ToArray());
        Assert.IsEmpty(asking.Asked);
        Assert.IsFalse(new PreferencesStage().Asks(kit.Context("preferences")));
        Assert.IsTrue(new PreferencesStage().Asks(new SetStageKit().Context("preferences")));
    }

    [TestMethod]
    public async Task A_forecast_of_rows_without_requests_opens_no_weights()
    {
        using var kit = Many(300);
        var student = new Company { Answered = () => Assert.Fail("the student was asked") };
        var rows = await new RowStageRunner(new RowRunnerOptions { JournalPath = Journal(kit) }).RehearseAsync(new PreferencesStage((_, _) => student), kit.Context(s_outputs), CancellationToken.None);
        Assert.AreEqual(300, rows.Rows);
    }

    [TestMethod]
    public void Reference_and_judge_together_are_refused()
    {
        using var kit = new SetStageKit().Set("reference", "true").Set("judge", "true");
        Assert.AreEqual(Codes.BadOption, kit.Faults(new PreferencesStage().Validate).Single().Code);
    }

    private static SetStageKit Many(int count, int changed = -1, bool model = false)
    {
        var kit = new SetStageKit().Set("reference", "true").With("prompts", Enumerable.Range(0, count).Select(i => $$"""{"id":"r{{i}}","input":"show {{string.Concat(Enumerable.Repeat("file ", 1 + (i % 7)))}}{{i}}{{(i == changed ? "!" : "")}}","output":"ls {{i}}"}"""));
        foreach (var file in Directory.EnumerateFiles(Golden.Require("models/llama-tied-rope")).Where(file => model || Path.GetFileName(file) == "config.json"))
            kit.WithFile("model", file);
        return kit;
    }

    private static string Journal(SetStageKit kit) => Path.Combine(kit.Context().Request.ProjectDirectory, "journal.jsonl");

    private static Task<Core.Stages.StageResult> RunAsync(SetStageKit kit, Company student, CancellationToken drain = default) =>
        new RowStageRunner(new RowRunnerOptions { JournalPath = Journal(kit) }).RunAsync(new PreferencesStage((_, _) => student), kit.Context(s_outputs), drain, CancellationToken.None);

    private static string[] Keys(SetStageKit kit) => [.. new PreferencesStage((_, _) => new Company()).Prepare(kit.Context(s_outputs)).Source.Select(row => row.Beside!)];

    private sealed class Saying(string text) : ITeacher
    {
        public ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken) => ValueTask.FromResult(new TeacherReply(text, "m", "stop", 0, 0));
    }

    /// <summary>A student whose answers say in whose company they were made.</summary>
    private sealed class Company : IStudent
    {
        public Action? Answered { get; init; }

        public List<string> Asked { get; init; } = [];

        public (string Reason, string Detail)? Refuses(IReadOnlyList<TeacherMessage> prompt) => prompt[^1].Content.EndsWith("13", StringComparison.Ordinal) ? ("too_long", "13") : null;

        public Task<IReadOnlyList<string>> AnswerAsync(IReadOnlyList<StudentQuestion> questions, CancellationToken cancellation)
        {
            Answered?.Invoke();
            Asked.AddRange(questions.Select(question => question.Prompt[^1].Content));
            return Task.FromResult<IReadOnlyList<string>>([.. questions.Select(question => $"{questions.Count} from {questions[0].Prompt[^1].Content}, {question.Seed % 3}")]);
        }

        public void Dispose()
        {
        }
    }
}
