using System.Text.Json;
using SynthTrain.Core.Diagnostics;
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
    public async Task Equal_answers_are_rejected_whatever_their_spelling()
    {
        using var kit = Kit("""{"id":"a","prompt":"Show files","expected":"The list."}""");
        var asking = new OfflineRows();
        Assert.IsEmpty(await asking.Run(Stage("the  LIST"), kit.Context("preferences")));
        Assert.AreEqual("equal", asking.Rejected.Single().Reason);
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
    public async Task A_prompt_too_long_for_the_student_is_rejected()
    {
        using var kit = Kit("""{"id":"a","prompt":"Show files","expected":"ls"}""");
        var asking = new OfflineRows();
        Assert.IsEmpty(await asking.Run(new PreferencesStage((_, _) => new Student((_, _) => throw new SynthException(Codes.TooLong, "too many tokens"))), kit.Context("preferences")));
        Assert.AreEqual("too_long", asking.Rejected.Single().Reason);
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
        public string Answer(IReadOnlyList<TeacherMessage> prompt, long seed) => answer(prompt, seed);
    }
}
