using SynthTrain.Core.Teachers;
using SynthTrain.Core.Tests.Rows.Support;
using SynthTrain.Teachers.Offline;
using SynthTrain.Teachers.Replies;

namespace SynthTrain.Teachers.Tests.Rows;

/// <summary>The contract of rows and replies together: stopped anywhere, the same bytes in the end, and no answered request is sent again.</summary>
[TestClass]
public sealed class InterruptionTests
{
    private const int Requests = 12;

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public async Task Drained_at_any_request_nothing_is_sent_twice(int concurrency)
    {
        var whole = await WholeAsync();
        for (var stopAt = 1; stopAt <= Requests; stopAt++)
        {
            using var project = NewProject(concurrency);
            using var drain = new CancellationTokenSource();
            var first = new TestTeacher
            {
                Before = async (number, _, _) =>
                {
                    await Task.Yield();
                    if (number == stopAt)
                        await drain.CancelAsync();
                },
            };
            await Assert.ThrowsAsync<OperationCanceledException>(() => RunAsync(project, first, drain: drain.Token));
            await FinishAsync(project, first.Asked, mayRepeat: 0, whole, $"drained at {stopAt}");
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public async Task Aborted_at_any_request_only_those_in_flight_are_sent_again(int concurrency)
    {
        var whole = await WholeAsync();
        for (var stopAt = 1; stopAt <= Requests; stopAt++)
        {
            using var project = NewProject(concurrency);
            using var abort = new CancellationTokenSource();
            var first = new TestTeacher
            {
                Before = async (number, _, token) =>
                {
                    await Task.Yield();
                    if (number < stopAt)
                        return;
                    if (number == stopAt)
                        await abort.CancelAsync();
                    await Task.Delay(Timeout.Infinite, token);
                },
            };
            await Assert.ThrowsAsync<OperationCanceledException>(() => RunAsync(project, first, abort: abort.Token));
            await FinishAsync(project, first.Asked, mayRepeat: concurrency, whole, $"aborted at {stopAt}");
        }
    }

    [TestMethod]
    [DataRow(1, "")]
    [DataRow(3, "")]
    [DataRow(3, "{\"crc\":\"0123")]
    [DataRow(3, "{\"crc\":\"01234567\",\"key\":\"00000000000000000000000000000000\",\"state\":\"acc")]
    public async Task Killed_at_any_request_only_those_in_flight_are_sent_again(int concurrency, string torn)
    {
        var whole = await WholeAsync();
        for (var stopAt = 1; stopAt <= Requests; stopAt++)
        {
            using var project = NewProject(concurrency);
            RowProject? killed = null;
            TestTeacher? first = null;
            IReadOnlyList<TeacherRequest> sent = [];
            first = new TestTeacher
            {
                Before = async (number, _, _) =>
                {
                    await Task.Yield();
                    // What lies on disk now is all that a killed process leaves.
                    if (number == stopAt)
                    {
                        sent = first!.Asked;
                        killed = project.Snapshot();
                    }
                },
            };
            await RunAsync(project, first);
            using var left = killed!;
            left.AppendToState(torn);
            await FinishAsync(left, sent, mayRepeat: concurrency, whole, $"killed at {stopAt}");
        }
    }

    [TestMethod]
    public async Task A_lost_journal_costs_no_request()
    {
        var whole = await WholeAsync();
        using var project = NewProject(2);
        await RunAsync(project, new TestTeacher());
        File.Delete(project.Journal);
        var teacher = new TestTeacher();
        var result = await RunAsync(project, teacher);
        Assert.AreEqual(0, teacher.Count);
        Assert.AreEqual(Requests, result.Run.CacheHits);
        Assert.AreEqual(0, result.Run.Requests);
        Assert.AreEqual(0, result.Run.InputTokens);
        Assert.AreEqual(whole, project.AllOutput());
    }

    private static RowProject NewProject(int concurrency)
    {
        var project = new RowProject().Write(RowProject.SixRows);
        project.Settings["concurrency"] = concurrency.ToString();
        return project;
    }

    private static async Task<string> WholeAsync()
    {
        using var project = NewProject(1);
        await RunAsync(project, new TestTeacher());
        return project.AllOutput();
    }

    private static async Task FinishAsync(RowProject project, IReadOnlyList<TeacherRequest> sent, int mayRepeat, string whole, string when)
    {
        var teacher = new TestTeacher();
        await RunAsync(project, teacher);
        Assert.AreEqual(whole, project.AllOutput(), when);
        var again = teacher.Asked.Select(Text).Intersect(sent.Select(Text)).Count();
        Assert.IsTrue(again <= mayRepeat, $"{when}: {again} sent again");
    }

    private static string Text(TeacherRequest request) => request.Messages[^1].Content;

    private static async Task<Core.Stages.StageResult> RunAsync(RowProject project, ITeacher teacher, CancellationToken drain = default, CancellationToken abort = default)
    {
        using var store = new ReplyStore(new ReplyStoreOptions { Files = project.Files, Directory = project.Replies, Diagnostics = project.Diagnostics });
        return await project.RunAsync(new ReplyCache(teacher, store, new RequestKeys(new OfflineRules([]), 0)), stage: null, drain, abort);
    }
}
