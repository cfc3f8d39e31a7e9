using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;
using SynthTrain.Core.Tests.Rows.Support;

namespace SynthTrain.Core.Tests.Rows;

[TestClass]
public sealed class RejectedAndFailedTests
{
    private static readonly string[] s_rows = [RowProject.SixRows[0], """{"id":"x","text":"odd","n":1,"bad":"schema"}""", RowProject.SixRows[1]];

    [TestMethod]
    public async Task A_rejected_row_goes_to_the_side_file_with_reason_input_and_steps()
    {
        using var project = new RowProject().Write(s_rows);
        var result = await project.RunAsync(new TestTeacher());
        Assert.AreEqual(
            """
            {"id":"x","reason":"schema","detail":"of [write [outline x odd]]","row":{"id":"x","text":"odd","n":1,"bad":"schema"},"steps":[{"request":{"task":"outline","messages":[{"role":"user","content":"outline x odd"}]},"reply":{"text":"[outline x odd]","finish_reason":"stop"}},{"request":{"task":"write","messages":[{"role":"user","content":"write [outline x odd]"}]},"reply":{"text":"[write [outline x odd]]","finish_reason":"stop"}}]}

            """,
            project.Output("rows_rejected.jsonl"));
        Assert.AreEqual(1, result.Rejected["schema"]);
        Assert.AreEqual(0, result.Failed);
        CollectionAssert.AreEqual(
            new[]
            {
                "plan.jsonl(2,1): warning ST0012: Row 'x' was rejected: schema: of [write [outline x odd]].",
                "warning ST0012: 1 of 3 rows were rejected (schema 1); 'out/rows_rejected.jsonl' lists them with the reasons.",
            },
            project.Warnings(Codes.RowsRejected).ToArray());
    }

    [TestMethod]
    public async Task Rows_rejected_for_a_usual_reason_are_counted_and_listed_and_told_in_one_line()
    {
        using var project = new RowProject().Write(s_rows);
        var result = await project.RunAsync(new TestTeacher(), new UsualStage());
        Assert.AreEqual(1, result.Rejected["schema"]);
        Assert.Contains("\"reason\":\"schema\"", project.Output("rows_rejected.jsonl"));
        CollectionAssert.AreEqual(new[] { "warning ST0012: 1 of 3 rows were rejected (schema 1); 'out/rows_rejected.jsonl' lists them with the reasons." }, project.Warnings(Codes.RowsRejected).ToArray());
    }

    [TestMethod]
    public async Task The_statistics_hold_counts_and_tokens_and_nothing_that_may_differ()
    {
        using var project = new RowProject().Write(s_rows);
        await project.RunAsync(new TestTeacher());
        Assert.AreEqual(
            """
            {
              "rows_in": 3,
              "accepted": 4,
              "rejected": {
                "schema": 1
              },
              "failed": 0,
              "tokens": {
                "input": 60,
                "output": 30
              },
              "figures": {}
            }

            """,
            project.Output("rows_stats.json"));
    }

    [TestMethod]
    public async Task A_rejected_row_stays_rejected_until_asked_again_on_purpose()
    {
        using var project = new RowProject().Write(s_rows);
        await project.RunAsync(new TestTeacher());
        var second = new TestTeacher();
        await project.RunAsync(second);
        Assert.AreEqual(0, second.Count);
        Assert.HasCount(2, project.Warnings(Codes.RowsRejected));

        project.Settings["retry_rejected"] = "true";
        var third = new TestTeacher();
        await project.RunAsync(third);
        CollectionAssert.AreEqual(new[] { ("x", 1), ("x", 1) }, third.Asked.Select(request => (request.RowId!, request.Attempt)).ToArray());
        var fourth = new TestTeacher();
        await project.RunAsync(fourth);
        Assert.IsTrue(fourth.Asked.All(request => request.Attempt == 2));
        Assert.HasCount(1, project.Output("rows_rejected.jsonl").Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [TestMethod]
    public async Task Twenty_rejected_rows_of_a_reason_are_told_one_by_one_and_all_in_one_line()
    {
        using var project = new RowProject().Write([.. Enumerable.Range(0, 30).Select(row => $$"""{"id":"r{{row}}","text":"t","n":1,"bad":"{{(row % 3 == 0 ? "few" : "schema")}}"}""")]);
        project.Settings["concurrency"] = "5";
        await project.RunAsync(new TestTeacher());
        var warnings = project.Warnings(Codes.RowsRejected);
        Assert.HasCount(31, warnings);
        Assert.StartsWith("plan.jsonl(1,1): warning ST0012: Row 'r0' was rejected: few", warnings[0]);
        Assert.AreEqual("warning ST0012: 30 of 30 rows were rejected (few 10, schema 20); 'out/rows_rejected.jsonl' lists them with the reasons.", warnings[^1]);
        project.Write([.. Enumerable.Range(0, 60).Select(row => $$"""{"id":"r{{row}}","text":"t","n":1,"bad":"schema"}""")]);
        await project.RunAsync(new TestTeacher());
        Assert.HasCount(21, project.Warnings(Codes.RowsRejected));
    }

    [TestMethod]
    public async Task A_row_whose_call_failed_is_asked_again_and_the_others_are_written()
    {
        using var project = new RowProject().Write(RowProject.SixRows);
        await project.RunAsync(new TestTeacher());
        var whole = project.AllOutput();

        using var failing = new RowProject().Write(RowProject.SixRows);
        var teacher = new TestTeacher { Before = (_, request, _) => request is { RowId: "b", Task: "write" } ? throw new TeacherException("503 from the provider.") : Task.CompletedTask };
        var result = await failing.RunAsync(teacher);
        Assert.AreEqual(1, result.Failed);
        Assert.AreEqual(5, result.Accepted);
        Assert.AreEqual("plan.jsonl(2,1): warning ST2002: Row 'b' got no answer: 503 from the provider. It is asked again at the next build.", failing.Warnings(Codes.TeacherCallFailed).Single());
        Assert.DoesNotContain("b-0", failing.Output("rows.jsonl"));

        var again = new TestTeacher();
        result = await failing.RunAsync(again);
        Assert.AreEqual(0, result.Failed);
        Assert.IsTrue(again.Asked.All(request => request.RowId == "b"));
        Assert.AreEqual(whole, failing.AllOutput());
    }

    [TestMethod]
    public async Task A_timeout_or_a_broken_line_is_a_failed_call_too()
    {
        using var project = new RowProject().Write(RowProject.SixRows[..2]);
        var teacher = new TestTeacher { Before = (_, request, _) => throw (request.RowId == "a" ? new TaskCanceledException("timed out") : new IOException("reset")) };
        var result = await project.RunAsync(teacher);
        Assert.AreEqual(2, result.Failed);
        Assert.AreEqual(2, result.Run.Requests);
    }

    [TestMethod]
    public async Task A_row_function_that_hides_a_failed_call_makes_no_answer_of_it()
    {
        using var project = new RowProject().Write(RowProject.SixRows[0]);
        var stage = new LambdaStage(async (row, context) =>
        {
            try
            {
                await context.AskAsync(LambdaStage.Request(context, row.Id));
            }
            catch (TeacherException)
            {
                return RowResult.Reject("score", "made up");
            }

            return RowResult.Accept();
        });
        var result = await project.RunAsync(new TestTeacher { Before = (_, _, _) => throw new TeacherException("down") }, stage);
        Assert.AreEqual(1, result.Failed);
        Assert.IsEmpty(result.Rejected);
    }

    [TestMethod]
    public async Task Many_failed_rows_are_told_in_twenty_lines_and_one()
    {
        using var project = new RowProject().Write(RowProject.Many(50));
        var result = await project.RunAsync(new TestTeacher { Before = (_, _, _) => throw new TeacherException("down") });
        Assert.AreEqual(50, result.Failed);
        var warnings = project.Warnings(Codes.TeacherCallFailed);
        Assert.HasCount(21, warnings);
        Assert.AreEqual("warning ST2002: 30 more rows got no answer; they are asked again at the next build.", warnings[^1]);
        Assert.AreEqual(50, JsonElement.Parse(project.Output("rows_stats.json")).GetProperty("failed").GetInt32());
    }

    private sealed class UsualStage : IRowStage
    {
        public RowPlan Prepare(StageContext context) => new FanOutStage().Prepare(context) with { UsualReasons = ["schema"] };
    }
}
