using SynthTrain.Core.Rows;
using SynthTrain.Core.Teachers;
using SynthTrain.Core.Tests.Rows.Support;

namespace SynthTrain.Teachers.Tests.Answers;

/// <summary>How often replies were repaired or corrected is a figure of the rows, not of the run that asked.</summary>
[TestClass]
public sealed class RepairCountTests
{
    private static readonly LambdaStage s_stage = new(async (row, context) =>
    {
        var reply = await context.AskAsync(LambdaStage.Request(context, row.Id));
        return reply.Text == "b" ? RowResult.Reject("bad") : RowResult.AcceptUtf8("{\"x\":1}"u8.ToArray());
    });

    [TestMethod]
    public async Task Counts_stand_in_result_and_statistics_and_survive_a_resume()
    {
        using var project = new RowProject().Write("""{"id":"a"}""", """{"id":"b"}""", """{"id":"c"}""");
        var first = await project.RunAsync(new Marking(), s_stage);
        Assert.AreEqual((2L, 1L), (first.Repaired, first.Corrected));
        var stats = project.Output("rows_stats.json");
        Assert.Contains("\"failed\": 0,\n  \"repaired\": 2,\n  \"corrected\": 1,\n", stats);
        // From the journal alone.
        var second = await project.RunAsync(null, s_stage);
        Assert.AreEqual((2L, 1L, 3L), (second.Repaired, second.Corrected, second.Run.RowsReused));
        Assert.AreEqual(stats, project.Output("rows_stats.json"));
    }

    [TestMethod]
    public async Task Rows_without_them_are_written_as_before()
    {
        using var project = new RowProject().Write("""{"id":"a"}""");
        await project.RunAsync(new TestTeacher(), s_stage);
        Assert.DoesNotContain("repaired", File.ReadAllText(project.Journal) + project.AllOutput());
    }

    private sealed class Marking : ITeacher
    {
        public ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken)
        {
            var text = request.Messages[0].Content;
            return new(new TeacherReply(text, "m", "stop", 1, 1) { Repaired = text is "a" or "b", Corrected = text == "b" });
        }
    }
}
