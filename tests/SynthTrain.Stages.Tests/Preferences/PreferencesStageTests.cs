using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Teachers;
using SynthTrain.Models.Tests;
using SynthTrain.Stages.Preferences;
using SynthTrain.Stages.Tests.Support;

namespace SynthTrain.Stages.Tests.Preferences;

[TestClass]
public sealed class PreferencesStageTests
{
    [TestMethod]
    public async Task A_pair_is_the_rows_answer_against_the_students()
    {
        using var kit = Kit("""{"id":"a","prompt":[{"role":"system","content":"Be brief."},{"role":"user","content":"Show files"}],"expected":"ls"}""");
        var row = (await Run(kit, "rm -rf /")).Single();
        Assert.AreEqual("""{"id":"a","prompt":[{"role":"system","content":"Be brief."},{"role":"user","content":"Show files"}],"chosen":[{"role":"assistant","content":"ls"}],"rejected":[{"role":"assistant","content":"rm -rf /"}]}""", row.GetRawText());
    }

    [TestMethod]
    public async Task An_example_asks_its_input_behind_the_turns_before_it()
    {
        using var kit = Kit("""{"id":"a","input":"and closed ones","output":{"command":"pr", "args":{"state":"closed"}},"context":[{"input":"show prs","output":{"command":"pr"}}]}""");
        var row = (await Run(kit, "{}")).Single();
        CollectionAssert.AreEqual(
            new[] { "show prs", """{"command":"pr"}""", "and closed ones", """{"command":"pr","args":{"state":"closed"}}""" },
            row.GetProperty("prompt").EnumerateArray().Concat(row.GetProperty("chosen").EnumerateArray()).Select(message => message.GetProperty("content").GetString()).ToArray());
    }

    [TestMethod]
    [DataRow("""{"id":"b","input":"and closed ones","output":"y"}""", 1)]
    [DataRow("""{"id":"b","input":"and closed ones","output":"y","context":[{"input":"Show  PRs","output":"x"}]}""", 0)]
    [DataRow("""{"id":"b","input":"more","output":"y","context":[{"input":"show prs","output":"x"},{"input":"and closed ones","output":"x"}]}""", 0)]
    public async Task An_example_is_kept_apart_by_all_that_its_user_says(string seen, int pairs)
    {
        using var kit = Kit("""{"id":"a","input":"and closed ones","output":"x","context":[{"input":"show prs","output":"x"}]}""").With("exclude", seen);
        Assert.HasCount(pairs, await Run(kit, "wrong"));
    }

    [TestMethod]
    [DataRow("""{"input":4,"output":"x"}""", "'input' is a number")]
    [DataRow("""{"input":"q","output":"x","context":"before"}""", "'context' is a text")]
    public void An_example_that_cannot_be_asked_is_named_with_its_line(string row, string words)
    {
        using var kit = Kit("""{"input":"q","output":"x"}""", row);
        var fault = Assert.ThrowsExactly<SynthException>(() => Stage("x").Prepare(kit.Context("preferences"))).Diagnostics.Single();
        Assert.AreEqual((Codes.BadRow, 2), (fault.Code, fault.Line));
        Assert.Contains(words, fault.Message);
    }

    [TestMethod]
    public async Task Prompts_of_other_sets_and_repeated_ones_are_not_asked()
    {
        using var kit = Kit(
                """{"id":"a","prompt":"Show  the FILES!","expected":"ls"}""",
                """{"id":"b","prompt":"Show the date","expected":"date"}""",
                """{"id":"c","prompt":"show the date.","expected":"date"}""",
                """{"id":"d","messages":[{"role":"user","content":"Who am I"},{"role":"assistant","content":"whoami"}]}""")
            .With("exclude", """{"messages":[{"role":"user","content":"show the files"},{"role":"assistant","content":"ls"}]}""")
            .With("exclude", """{"prompt":"Who am I?","expected":"whoami"}""");
        var asking = new OfflineRows();
        var rows = await asking.Run(Stage("wrong"), kit.Context("preferences"));
        Assert.AreEqual("b", rows.Single().GetProperty("id").GetString());
        CollectionAssert.AreEqual(new[] { "a excluded", "c repeated", "d excluded" }, asking.Rejected.Select(row => $"{row.Id} {row.Reason}").ToArray());
        Assert.Contains("exclude0.in(1)", asking.Rejected[0].Detail!);
        Assert.HasCount(1, asking.Asked);
    }

    [TestMethod]
    [DataRow("""{"conversations":[{"from":"human","value":"Show files"},{"from":"gpt","value":"ls"}]}""")]
    [DataRow("""{"messages":[{"role":"user","content":[{"type":"text","text":"Show "},{"type":"text","text":"files"}]},{"role":"assistant","content":"ls"}]}""")]
    [DataRow("""{"text":"Show files"}""")]
    [DataRow("""{"prompt":"show files","completion":"ls"}""")]
    [DataRow("""{"prompt":[{"role":"user","content":"Show files"}],"completion":[{"role":"assistant","content":"ls"}]}""")]
    [DataRow("""{"messages":[{"role":"user","content":"Show files"},{"role":"assistant","content":"ls"},{"role":"user","content":"And hidden ones"},{"role":"assistant","content":"ls -a"}]}""")]
    [DataRow("""{"prompt":"Show files","chosen":"ls","rejected":"rm"}""")]
    public async Task A_prompt_is_excluded_in_whatever_format_another_set_holds_it(string row)
    {
        using var kit = Kit("""{"id":"a","prompt":"Show files","expected":"ls"}""").With("exclude", row);
        var asking = new OfflineRows();
        await asking.Run(Stage("wrong"), kit.Context("preferences"));
        Assert.AreEqual(("a", "excluded"), (asking.Rejected.Single().Id, asking.Rejected[0].Reason));
    }

    [TestMethod]
    public async Task A_chat_that_goes_on_otherwise_is_not_excluded()
    {
        using var kit = Kit("""{"id":"a","messages":[{"role":"user","content":"Show files"},{"role":"assistant","content":"ls"},{"role":"user","content":"Only two"}],"expected":"ls | head -2"}""")
            .With("exclude", """{"messages":[{"role":"user","content":"Show files"},{"role":"assistant","content":"ls"},{"role":"user","content":"And hidden ones"},{"role":"assistant","content":"ls -a"}]}""");
        Assert.HasCount(1, await Run(kit, "wrong"));
    }

    [TestMethod]
    public void Rows_of_other_sets_that_cannot_be_compared_are_counted_with_their_file()
    {
        using var kit = Kit("""{"prompt":"a"}""").With("exclude", """{"question":"a"}""", """{"messages":[]}""", """{"text":"a b"}""");
        Stage("x").Prepare(kit.Context("preferences"));
        var warnings = kit.Diagnostics.Where(diagnostic => diagnostic.Code == Codes.BadRow).ToList();
        Assert.StartsWith("2 rows of 'exclude0.in' have no prompt", warnings[0].Message);
        Assert.StartsWith("1 rows of 'exclude0.in' are texts", warnings[1].Message);
    }

    [TestMethod]
    public async Task What_the_students_template_refuses_is_rejected_before_the_teacher_is_asked()
    {
        var folder = Directory.CreateTempSubdirectory("synthtrain-student").FullName;
        try
        {
            foreach (var file in Directory.EnumerateFiles(Golden.Require("models/llama-tied-rope")))
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            var template = Path.Combine(folder, "chat_template.jinja");
            File.WriteAllText(template, "{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system role') }}{% endif %}" + File.ReadAllText(template));
            using var kit = Kit(
                """{"id":"a","prompt":[{"role":"system","content":"Be brief."},{"role":"user","content":"Show files"}],"expected":"ls"}""",
                $$"""{"id":"b","prompt":"{{string.Concat(Enumerable.Repeat("ls ", 600))}}","expected":"ls"}""",
                """{"id":"c","prompt":"Show dates","expected":"date"}""").Set("max_tokens", "2");
            foreach (var file in Directory.EnumerateFiles(folder))
                kit.WithFile("model", file);
            var asking = new OfflineRows();
            var rows = await asking.Run(new PreferencesStage(), kit.Context("preferences"));
            Assert.AreEqual("c", rows.Single().GetProperty("id").GetString());
            CollectionAssert.AreEqual(new[] { "a template", "b too_long" }, asking.Rejected.Select(row => $"{row.Id} {row.Reason}").ToArray());
            Assert.Contains("no system role", asking.Rejected[0].Detail!);
            Assert.AreEqual("c", asking.Asked.Single().RowId);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public async Task The_student_is_closed_after_the_last_row()
    {
        using var kit = Kit("""{"id":"a","prompt":"Show files","expected":"ls"}""", """{"id":"b","prompt":"Show dates","expected":"date"}""");
        using var student = new Student((_, _) => "wrong");
        var opened = 0;
        var rows = await new OfflineRows().Run(new PreferencesStage((_, _) => ++opened == 1 ? student : throw new AssertFailedException("opened twice")), kit.Context("preferences"));
        Assert.HasCount(2, rows);
        Assert.AreEqual(1, student.Closed);
    }

    [TestMethod]
    public async Task Equal_answers_are_rejected_and_one_letter_makes_a_pair()
    {
        using var kit = Kit("""{"id":"a","prompt":"Show files","expected":"The list."}""");
        var asking = new OfflineRows();
        Assert.IsEmpty(await asking.Run(Stage(" The list.\n"), kit.Context("preferences")));
        Assert.AreEqual("equal", asking.Rejected.Single().Reason);
        // ls -R and ls -r are two commands.
        Assert.HasCount(1, await new OfflineRows().Run(Stage("the list."), kit.Context("preferences")));
    }

    [TestMethod]
    public async Task A_row_of_equal_answers_is_counted_and_not_warned_of_by_itself()
    {
        using var kit = Kit("""{"id":"a","prompt":"Show files","expected":"ls"}""", """{"id":"b","prompt":"Show dates"}""").Set("reference", "true");
        var context = kit.Context("preferences", "rejected", "stats");
        var runner = new RowStageRunner(new() { JournalPath = Path.Combine(context.Request.ProjectDirectory, "journal.jsonl") });
        var result = await runner.RunAsync(Stage("ls"), context, CancellationToken.None, CancellationToken.None);
        Assert.AreEqual(1, result.Rejected["equal"]);
        var warnings = kit.Diagnostics.Where(diagnostic => diagnostic.Code == Codes.RowsRejected).Select(diagnostic => diagnostic.Message).ToArray();
        Assert.HasCount(2, warnings);
        Assert.StartsWith("Row 'b' was rejected: no_reference", warnings[0]);
        Assert.StartsWith("2 of 2 rows were rejected (", warnings[1]);
    }

    [TestMethod]
    public async Task Without_an_answer_in_the_row_the_offline_teacher_makes_none_up()
    {
        using var kit = Kit("""{"prompt":"Show files"}""");
        var asking = new OfflineRows();
        Assert.IsEmpty(await asking.Run(Stage("ls"), kit.Context("preferences")));
        Assert.AreEqual(("line-1", "no_reference"), (asking.Rejected.Single().Id, asking.Rejected[0].Reason));
    }

    [TestMethod]
    [DataRow("", "stop", "empty")]
    [DataRow("I'm sorry, but I can't help with that.", "stop", "refusal")]
    [DataRow("ls -", "length", "cut")]
    public async Task A_teacher_without_a_whole_answer_makes_no_pair(string text, string finish, string reason)
    {
        using var kit = Kit("""{"id":"a","prompt":"Show files","expected":"ls"}""");
        var asking = new OfflineRows(_ => OfflineRows.Reply(text, finish));
        Assert.IsEmpty(await asking.Run(Stage("rm"), kit.Context("preferences")));
        Assert.AreEqual(reason, asking.Rejected.Single().Reason);
    }

    [TestMethod]
    [DataRow("ls", "rm", null)]
    [DataRow("dir", "ls", "judged_not_better")]
    [DataRow("dir", "rm", "judged_not_better")]
    public async Task The_judge_must_find_the_teachers_answer_better(string teacher, string student, string? reason)
    {
        using var kit = Kit([.. Enumerable.Range(0, 8).Select(i => $$"""{"id":"{{i}}","prompt":"Show files {{i}}","expected":"ls"}""")]).Set("judge", "true");
        var asking = new OfflineRows(request => OfflineRows.Reply(request.Task == PreferencesStage.Task ? teacher : new PreferenceJudgeOffline().Answer(request)));
        var rows = await asking.Run(Stage(student), kit.Context("preferences"));
        Assert.HasCount(reason is null ? 8 : 0, rows);
        Assert.IsTrue(asking.Rejected.All(row => row.Reason == reason));
        // Neither place is always the teacher's.
        var first = asking.Asked.Where(request => request.Task == "preference_judge").Select(request => request.Source!.Value.GetProperty("a").GetString() == teacher).Distinct();
        Assert.HasCount(2, first.ToArray());
    }

    [TestMethod]
    public async Task A_judge_without_a_verdict_rejects_the_pair()
    {
        using var kit = Kit("""{"id":"a","prompt":"Show files","expected":"ls"}""").Set("judge", "true");
        var asking = new OfflineRows(request => OfflineRows.Reply(request.Task == PreferencesStage.Task ? "ls" : "the first one"));
        Assert.IsEmpty(await asking.Run(Stage("rm"), kit.Context("preferences")));
        Assert.AreEqual("no_verdict", asking.Rejected.Single().Reason);
    }

    [TestMethod]
    public async Task A_limit_counts_prompts_that_are_asked()
    {
        using var kit = Kit([.. Enumerable.Range(0, 6).Select(i => $$"""{"id":"{{i}}","prompt":"Number {{i}}","expected":"{{i}}"}""")]).Set("pairs", "2").With("exclude", """{"prompt":"number 0"}""");
        var rows = await Run(kit, "none");
        CollectionAssert.AreEqual(new[] { "1", "2" }, rows.Select(row => row.GetProperty("id").GetString()).ToArray());
    }

    [TestMethod]
    [DataRow("2", "3")]
    [DataRow("0", null)]
    [DataRow("6", null)]
    public async Task Prompts_beyond_the_limit_are_counted(string limit, string? beyond)
    {
        using var kit = Kit([.. Enumerable.Range(0, 5).Select(i => $$"""{"id":"{{i}}","prompt":"Number {{i}}","expected":"{{i}}"}""")]).Set("pairs", limit);
        var asking = new OfflineRows();
        await asking.Run(Stage("none"), kit.Context("preferences"));
        Assert.AreEqual(beyond, asking.Figures.SingleOrDefault(figure => figure.Key == "prompts beyond SynthPreferencePairs").Value);
    }

    [TestMethod]
    public async Task A_prompt_too_long_for_the_student_is_rejected()
    {
        using var kit = Kit("""{"id":"a","prompt":"Show files","expected":"ls"}""");
        var asking = new OfflineRows();
        Assert.IsEmpty(await asking.Run(new PreferencesStage((_, _) => new Student((_, _) => "ls") { Refusal = ("too_long", "too many tokens") }), kit.Context("preferences")));
        Assert.AreEqual(("a", "too_long", "too many tokens"), asking.Rejected.Single());
        Assert.IsEmpty(asking.Asked);
    }

    [TestMethod]
    public void Key_parts_change_with_the_models_files_and_the_options()
    {
        using var kit = Kit("""{"prompt":"a"}""");
        using var other = Kit("""{"prompt":"a"}""").WithText("model", "other weights");
        var before = Stage("x").Prepare(kit.Context("preferences")).KeyParts;
        CollectionAssert.AreNotEqual(before.ToArray(), Stage("x").Prepare(other.Context("preferences")).KeyParts.ToArray());
        CollectionAssert.AreNotEqual(before.ToArray(), Stage("x").Prepare(kit.Set("temperature", "0.7").Context("preferences")).KeyParts.ToArray());
    }

    [TestMethod]
    public void A_row_that_asks_nothing_is_named()
    {
        using var kit = Kit("""{"prompt":"a"}""", """{"text":"b"}""");
        var fault = Assert.ThrowsExactly<SynthException>(() => Stage("x").Prepare(kit.Context("preferences"))).Diagnostics.Single();
        Assert.AreEqual((Codes.BadRow, "prompts0.in", 2), (fault.Code, fault.File, fault.Line));
    }

    [TestMethod]
    public async Task A_model_answers_its_own_templates_prompts_the_same_each_time()
    {
        var folder = Golden.Require("models/llama-tied-rope");
        var answers = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            using var kit = Kit("""{"id":"a","prompt":"Show files","expected":"ls"}""").Set("temperature", "0.8").Set("max_tokens", "12");
            foreach (var file in Directory.EnumerateFiles(folder))
                kit.WithFile("model", file);
            var rows = await new OfflineRows().Run(new PreferencesStage(), kit.Context("preferences"));
            answers.Add(rows.Single().GetProperty("rejected")[0].GetProperty("content").GetString()!);
        }

        Assert.AreEqual(answers[0], answers[1]);
        Assert.AreNotEqual("", answers[0]);
    }

    private static PreferencesStage Stage(string answer) => new((_, _) => new Student((_, _) => answer));

    private static Task<IReadOnlyList<JsonElement>> Run(SetStageKit kit, string answer) => new OfflineRows().Run(Stage(answer), kit.Context("preferences"));

    private static SetStageKit Kit(params string[] prompts) => new SetStageKit().With("prompts", prompts);

    private sealed class Student(Func<IReadOnlyList<TeacherMessage>, long, string> answer) : IStudent
    {
        public (string Reason, string Detail)? Refusal { get; init; }

        public int Closed { get; private set; }

        public (string Reason, string Detail)? Refuses(IReadOnlyList<TeacherMessage> prompt) => Refusal;

        public Task<IReadOnlyList<string>> AnswerAsync(IReadOnlyList<StudentQuestion> questions, CancellationToken cancellation)
        {
            Assert.AreEqual(0, Closed);
            return Task.FromResult<IReadOnlyList<string>>([.. questions.Select(question => answer(question.Prompt, question.Seed))]);
        }

        public void Dispose() => Closed++;
    }
}
