using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Teachers;
using SynthTrain.Core.Tests.Rows.Support;

namespace SynthTrain.Core.Tests.Rows;

[TestClass]
public sealed class RowStageRunnerTests
{
    [TestMethod]
    public async Task A_row_gives_none_one_or_three_rows_in_input_order()
    {
        using var project = new RowProject().Write(RowProject.SixRows);
        var result = await project.RunAsync(new TestTeacher());
        var ids = project.Output("rows.jsonl").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line).GetProperty("id").GetString());
        CollectionAssert.AreEqual(new[] { "a-0", "b-0", "b-1", "b-2", "d-0", "d-1", "d-2", "e-0" }, ids.ToArray());
        Assert.AreEqual(6, result.RowsIn);
        Assert.AreEqual(8, result.Accepted);
        Assert.AreEqual(12, result.Run.Requests);
        Assert.AreEqual(120, result.Run.InputTokens);
        Assert.IsNull(result.PartialReason);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(64)]
    public async Task Bytes_do_not_depend_on_concurrency_and_latencies(int concurrency)
    {
        using var plain = new RowProject().Write(RowProject.Many(300));
        await plain.RunAsync(new TestTeacher());
        var random = new Random(concurrency);
        using var project = new RowProject().Write(RowProject.Many(300));
        project.Settings["concurrency"] = concurrency.ToString();
        var teacher = new TestTeacher { Before = (_, _, token) => Task.Delay(Wait(), token) };
        await project.RunAsync(teacher);
        Assert.AreEqual(plain.AllOutput(), project.AllOutput());
        Assert.IsTrue(teacher.MostInFlight <= concurrency, $"{teacher.MostInFlight} in flight");

        int Wait()
        {
            lock (random)
                return random.Next(4);
        }
    }

    [TestMethod]
    public async Task A_second_run_asks_nothing_and_writes_the_same_bytes()
    {
        using var project = new RowProject().Write([.. RowProject.SixRows, """{"id":"g","text":"x","n":1,"bad":"schema"}"""]);
        await project.RunAsync(new TestTeacher());
        var first = project.AllOutput();
        var teacher = new TestTeacher();
        var result = await project.RunAsync(teacher);
        Assert.AreEqual(0, teacher.Count);
        Assert.AreEqual(7, result.Run.RowsReused);
        Assert.AreEqual(first, project.AllOutput());
    }

    [TestMethod]
    public async Task One_changed_row_is_asked_alone_and_an_added_one_too()
    {
        using var project = new RowProject().Write(RowProject.SixRows);
        await project.RunAsync(new TestTeacher());
        var changed = RowProject.SixRows.ToArray();
        changed[1] = """{"id":"b","text":"changed","n":1}""";
        project.Write(["""{"id":"new","text":"first","n":1}""", .. changed]);
        var teacher = new TestTeacher();
        await project.RunAsync(teacher);
        CollectionAssert.AreEquivalent(new[] { "new", "new", "b", "b" }, teacher.Asked.Select(request => request.RowId).ToArray());
        Assert.StartsWith("""{"id":"new-0",""", project.Output("rows.jsonl"));
    }

    [TestMethod]
    public async Task White_space_and_order_of_properties_do_not_change_a_row()
    {
        using var project = new RowProject().Write("""{"id":"a","text":"x","n":1}""");
        await project.RunAsync(new TestTeacher());
        project.Write("""{ "n": 1,  "text": "\u0078", "id": "a" }""");
        var teacher = new TestTeacher();
        await project.RunAsync(teacher);
        Assert.AreEqual(0, teacher.Count);
    }

    [TestMethod]
    public async Task A_changed_template_or_a_forced_stage_asks_every_row()
    {
        using var project = new RowProject().Write(RowProject.SixRows);
        await project.RunAsync(new TestTeacher());
        var other = new TestTeacher();
        await project.RunAsync(other, new FanOutStage { Template = "other" });
        Assert.AreEqual(12, other.Count);
        project.ForceEpoch = 1;
        var forced = new TestTeacher();
        await project.RunAsync(forced);
        Assert.AreEqual(12, forced.Count);
    }

    [TestMethod]
    public async Task A_limit_does_the_first_rows_and_says_so()
    {
        using var project = new RowProject { Limit = 2 }.Write([.. RowProject.SixRows[..2], "not JSON"]);
        // A source that tells its count is not read past the limit.
        var result = await project.RunAsync(new TestTeacher(), Accepting(sourceCount: 3));
        Assert.AreEqual(2, result.RowsIn);
        Assert.AreEqual("limit 2 of 3 rows", result.PartialReason);
        project.Write(RowProject.SixRows);
        Assert.AreEqual("limit 2", (await project.RunAsync(new TestTeacher())).PartialReason);
        project.Limit = 6;
        Assert.IsNull((await project.RunAsync(new TestTeacher())).PartialReason);
    }

    [TestMethod]
    public async Task A_duplicate_id_is_an_error_that_names_both_rows()
    {
        using var project = new RowProject().Write([.. RowProject.SixRows, "", """{"id":"b","text":"again","n":1}"""]);
        var fault = await project.FaultAsync(new TestTeacher());
        Assert.AreEqual(Codes.DuplicateId, fault.Diagnostics[0].Code);
        Assert.AreEqual("plan.jsonl(8,1): error ST0007: Id 'b' stands in plan.jsonl(2) and again in plan.jsonl(8); give each row an id of its own.", fault.Message);
    }

    [TestMethod]
    public async Task A_line_that_is_not_UTF8_stops_the_stage_and_keeps_the_rows_before()
    {
        using var project = new RowProject().WriteBytes([.. "{\"id\":\"a\",\"text\":\"x\",\"n\":1}\n{\"id\":\"b\",\"text\":\""u8, 0xFF, .. "\"}\n"u8]);
        var fault = await project.FaultAsync(new TestTeacher());
        Assert.AreEqual(Codes.NotUtf8, fault.Diagnostics[0].Code);
        Assert.AreEqual(2, fault.Diagnostics[0].Line);
        project.Write(RowProject.SixRows[..1].Append("""{"id":"a","text":"x","n":1}""").TakeLast(1).ToArray());
        var teacher = new TestTeacher();
        await project.RunAsync(teacher);
        Assert.AreEqual(0, teacher.Count);
    }

    [TestMethod]
    public async Task Half_a_surrogate_pair_in_a_row_is_told_with_its_line()
    {
        using var project = new RowProject().Write(RowProject.SixRows[0], """{"id":"b","text":"\ud800","n":1}""");
        var fault = await project.FaultAsync(new TestTeacher());
        Assert.StartsWith("plan.jsonl(2,1): error ST0005: The line holds an escape such as ", fault.Message);
    }

    [TestMethod]
    public async Task An_unforeseen_exception_names_the_row_and_lets_the_others_finish()
    {
        using var project = new RowProject().Write(RowProject.SixRows);
        project.Settings["concurrency"] = "2";
        var (asked, slow) = (new TaskCompletionSource(), new TaskCompletionSource());
        var stage = new LambdaStage(async (row, context) =>
        {
            if (row.Id == "b")
            {
                await asked.Task;
                _ = Task.Delay(50, CancellationToken.None).ContinueWith(_ => slow.SetResult(), TaskScheduler.Default);
                throw new InvalidOperationException("boom");
            }

            await context.AskAsync(LambdaStage.Request(context, row.Id));
            return RowResult.Accept();
        });
        var fault = await project.FaultAsync(new TestTeacher { Before = Slow }, stage);
        Assert.AreEqual("plan.jsonl(2,1): error ST9002: Stage 'test' failed at row 'b': InvalidOperationException: boom", fault.Message);
        var teacher = new TestTeacher();
        await project.RunAsync(teacher, Accepting());
        Assert.IsFalse(teacher.Asked.Any(request => request.RowId == "a"));

        Task Slow(int number, TeacherRequest request, CancellationToken token)
        {
            asked.TrySetResult();
            return slow.Task;
        }
    }

    [TestMethod]
    public async Task A_stage_without_teacher_that_asks_is_told_so()
    {
        using var project = new RowProject().Write(RowProject.SixRows);
        var fault = await project.FaultAsync(teacher: null);
        Assert.AreEqual(Codes.StageMismatch, fault.Diagnostics[0].Code);
    }

    [TestMethod]
    public async Task A_list_of_requests_is_asked_at_once_within_the_concurrency_and_answered_in_order()
    {
        using var project = new RowProject().Write(RowProject.SixRows);
        project.Settings["concurrency"] = "3";
        var teacher = new TestTeacher { Before = (number, _, token) => Task.Delay(20 - (number % 10), token) };
        var stage = new LambdaStage(async (row, context) =>
        {
            var replies = await context.AskAllAsync([.. Enumerable.Range(0, 5).Select(part => LambdaStage.Request(context, $"{row.Id}{part}"))]);
            return RowResult.Reject("told", string.Concat(replies.Select(reply => reply.Text)));
        });
        await project.RunAsync(teacher, stage);
        Assert.AreEqual(30, teacher.Count);
        Assert.AreEqual(3, teacher.MostInFlight);
        var first = JsonElement.Parse(project.Output("rows_rejected.jsonl").Split('\n')[0]);
        Assert.AreEqual("[a0][a1][a2][a3][a4]", first.GetProperty("detail").GetString());
        Assert.AreEqual("[a4]", first.GetProperty("steps")[4].GetProperty("reply").GetProperty("text").GetString());
    }

    [TestMethod]
    public async Task Figures_see_every_output_row_in_order()
    {
        using var project = new RowProject().Write(RowProject.SixRows);
        var stage = new LambdaStage((row, _) => new(RowResult.AcceptUtf8(System.Text.Encoding.UTF8.GetBytes($$"""{"id":"{{row.Id}}"}""")))) { Figures = new IdFigures() };
        var result = await project.RunAsync(new TestTeacher(), stage);
        Assert.AreEqual("abcdef", result.Figures[0].Value);
        Assert.AreEqual("abcdef", JsonElement.Parse(project.Output("rows_stats.json")).GetProperty("figures").GetProperty("ids").GetString());
    }

    [TestMethod]
    public async Task An_output_row_that_is_no_object_on_one_line_stops_the_stage()
    {
        using var project = new RowProject().Write(RowProject.SixRows[0]);
        foreach (var bad in new[] { "", "[]", "{\n}", "{\"a\":" })
        {
            var fault = await project.FaultAsync(new TestTeacher(), new LambdaStage((_, _) => new(RowResult.AcceptUtf8(System.Text.Encoding.UTF8.GetBytes(bad)))));
            Assert.Contains("failed at row 'a'", fault.Message);
        }
    }

    private static LambdaStage Accepting(long sourceCount = 0) => new(async (row, context) =>
    {
        await context.AskAsync(LambdaStage.Request(context, row.Id));
        return RowResult.Accept();
    })
    { SourceCount = sourceCount };

    private sealed class IdFigures : IRowFigures
    {
        private string _ids = "";

        public void Add(JsonElement row) => _ids += row.GetProperty("id").GetString();

        public IReadOnlyList<KeyValuePair<string, string>> Result() => [new("ids", _ids)];
    }
}
