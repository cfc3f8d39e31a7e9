using SynthTrain.Core.Tests.Rows.Support;

namespace SynthTrain.Core.Tests.Rows;

[TestClass]
public sealed class StoppingTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public async Task Draining_starts_no_request_and_keeps_what_finishes(int concurrency)
    {
        using var whole = new RowProject().Write(RowProject.Many(40));
        await whole.RunAsync(new TestTeacher());
        for (var stopAt = 1; stopAt <= 80; stopAt += 7)
        {
            using var project = new RowProject().Write(RowProject.Many(40));
            project.Settings["concurrency"] = concurrency.ToString();
            using var drain = new CancellationTokenSource();
            var started = 0;
            var teacher = new TestTeacher
            {
                Before = async (number, _, _) =>
                {
                    await Task.Yield();
                    if (number < stopAt)
                        return;
                    drain.Cancel();
                    Interlocked.Increment(ref started);
                    await Task.Delay(5, CancellationToken.None);
                },
            };
            await Assert.ThrowsAsync<OperationCanceledException>(() => project.RunAsync(teacher, drain: drain.Token));
            Assert.IsTrue(started <= concurrency, $"{started} requests at the time of the drain");
            Assert.IsFalse(File.Exists(Path.Combine(project.Root, "out", "rows.jsonl")));
            await project.RunAsync(new TestTeacher());
            Assert.AreEqual(whole.AllOutput(), project.AllOutput());
        }
    }

    [TestMethod]
    public async Task Aborting_gives_up_at_once_even_when_the_teacher_does_not_listen()
    {
        using var project = new RowProject().Write(RowProject.SixRows);
        using var abort = new CancellationTokenSource();
        var never = new TaskCompletionSource();
        var teacher = new TestTeacher { Before = (number, _, _) => number < 4 ? Task.CompletedTask : Hang() };
        await Assert.ThrowsAsync<OperationCanceledException>(() => project.RunAsync(teacher, abort: abort.Token));
        never.SetResult();
        await project.RunAsync(new TestTeacher());
        Assert.AreEqual(6, File.ReadLines(project.Journal).Count());

        Task Hang()
        {
            abort.CancelAfter(20);
            return never.Task;
        }
    }

    [TestMethod]
    public async Task A_row_that_swallows_the_stop_is_not_kept()
    {
        using var project = new RowProject().Write(RowProject.SixRows[0]);
        using var drain = new CancellationTokenSource();
        var stage = new LambdaStage(async (_, context) =>
        {
            await drain.CancelAsync();
            try
            {
                await context.AskAsync(LambdaStage.Request(context, "x"));
            }
            catch (OperationCanceledException)
            {
                // A careless stage.
            }

            return Core.Rows.RowResult.Accept();
        });
        await Assert.ThrowsAsync<OperationCanceledException>(() => project.RunAsync(new TestTeacher(), stage, drain.Token));
        Assert.AreEqual(0, new FileInfo(project.Journal).Length);
    }

    [TestMethod]
    public async Task Progress_of_a_run_that_is_stopped_before_it_starts_is_nothing()
    {
        using var project = new RowProject().Write(RowProject.SixRows);
        var teacher = new TestTeacher();
        await Assert.ThrowsAsync<OperationCanceledException>(() => project.RunAsync(teacher, drain: new CancellationToken(canceled: true)));
        Assert.AreEqual(0, teacher.Count);
    }
}
