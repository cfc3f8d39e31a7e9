using System.Collections.Concurrent;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Teachers;
using SynthTrain.Core.Tests.Rows.Support;

namespace SynthTrain.Core.Tests.Rows;

/// <summary>Rows whose requests wait for replies: asked in rounds, each round the next unanswered requests of every row.</summary>
[TestClass]
public sealed class RoundTests
{
    [TestMethod]
    public async Task Two_dependent_requests_take_two_rounds_and_give_the_same_bytes()
    {
        using var plain = new RowProject().Write(RowProject.SixRows);
        await plain.RunAsync(new TestTeacher());
        using var project = new RowProject().Write(RowProject.SixRows);
        var mailbox = new Mailbox(new TestTeacher());
        project.NextRound = mailbox.DeliverAsync;
        var result = await project.RunAsync(mailbox);
        Assert.AreEqual(plain.AllOutput(), project.AllOutput());
        CollectionAssert.AreEqual(new[] { 6, 6 }, mailbox.Delivered.ToArray());
        Assert.AreEqual(0, result.Failed);
        Assert.AreEqual(0, result.Run.RowsReused);
    }

    [TestMethod]
    public async Task A_reply_that_this_build_has_fetched_is_no_hit_of_a_cache()
    {
        using var project = new RowProject().Write(RowProject.SixRows);
        var mailbox = new Mailbox(new TestTeacher());
        project.NextRound = mailbox.DeliverAsync;
        var result = await project.RunAsync(new FromCache(mailbox));
        Assert.AreEqual(0, result.Run.CacheHits);
    }

    [TestMethod]
    public async Task Requests_that_a_row_asks_at_the_same_time_wait_in_one_round()
    {
        using var project = new RowProject().Write(RowProject.SixRows);
        var mailbox = new Mailbox(new TestTeacher());
        var stage = new LambdaStage(async (row, context) =>
        {
            var replies = await context.AskAllAsync([LambdaStage.Request(context, row.Id + "1"), LambdaStage.Request(context, row.Id + "2")]);
            return RowResult.Accept([.. replies.Select(reply => new System.Text.Json.Nodes.JsonObject { ["text"] = reply.Text })]);
        });
        project.NextRound = mailbox.DeliverAsync;
        var result = await project.RunAsync(mailbox, stage);
        CollectionAssert.AreEqual(new[] { 12 }, mailbox.Delivered.ToArray());
        Assert.AreEqual(12, result.Accepted);
    }

    [TestMethod]
    public async Task A_row_function_that_swallows_the_wait_makes_no_answer_of_it()
    {
        using var project = new RowProject().Write("""{"id":"a"}""");
        var mailbox = new Mailbox(new TestTeacher());
        var stage = new LambdaStage(async (row, context) =>
        {
            try
            {
                await context.AskAsync(LambdaStage.Request(context, "hard"));
                return RowResult.Accept([new() { ["id"] = "answered" }]);
            }
            catch (ReplyPendingException)
            {
                return RowResult.Accept([new() { ["id"] = "made up" }]);
            }
        });
        project.NextRound = mailbox.DeliverAsync;
        await project.RunAsync(mailbox, stage);
        Assert.AreEqual("{\"id\":\"answered\"}\n", project.Output("rows.jsonl"));
    }

    [TestMethod]
    public async Task Rows_that_wait_while_nobody_fetches_replies_are_an_error_and_no_output()
    {
        using var project = new RowProject().Write(RowProject.SixRows);
        var fault = await project.FaultAsync(new Mailbox(new TestTeacher()));
        Assert.AreEqual(Codes.Internal, fault.Diagnostics[0].Code);
        Assert.Contains("6 rows", fault.Message);
    }

    [TestMethod]
    public async Task A_fault_between_rounds_ends_the_stage_and_keeps_finished_rows()
    {
        using var project = new RowProject().Write(RowProject.SixRows);
        var mailbox = new Mailbox(new TestTeacher()) { WaitsFor = request => request.RowId is not "a" };
        project.NextRound = _ => throw new SynthException(Codes.BatchJobFailed, "gone");
        await project.FaultAsync(mailbox);
        var teacher = new TestTeacher();
        await project.RunAsync(teacher);
        Assert.IsFalse(teacher.Asked.Any(request => request.RowId == "a"));
    }

    [TestMethod]
    public async Task A_refused_reply_rejects_the_row_before_the_stage_sees_it_whatever_the_stage_does()
    {
        using var project = new RowProject().Write("""{"id":"a"}""", """{"id":"b"}""");
        var teacher = new RefusingTeacher();
        var stage = new LambdaStage(async (row, context) =>
        {
            try
            {
                await context.AskAsync(LambdaStage.Request(context, row.Id));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // A stage that catches everything.
            }

            return RowResult.Accept([new() { ["id"] = row.Id }]);
        });
        var result = await project.RunAsync(teacher, stage);
        Assert.AreEqual("{\"id\":\"b\"}\n", project.Output("rows.jsonl"));
        Assert.AreEqual(1, result.Rejected["schema"]);
        Assert.Contains("'/x' is missing", project.Output("rows_rejected.jsonl"));
        Assert.Contains("broken text", project.Output("rows_rejected.jsonl"));
    }

    private sealed class RefusingTeacher : ITeacher
    {
        public ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken) => new(request.RowId == "a"
            ? new TeacherReply("broken text", "m", "stop", 1, 1) { Rejection = "schema", RejectionDetail = "'/x' is missing" }
            : new TeacherReply("fine", "m", "stop", 1, 1));
    }

    /// <summary>Takes requests, and answers them only when they are delivered.</summary>
    private sealed class Mailbox(ITeacher inner) : ITeacher
    {
        private readonly ConcurrentDictionary<string, TeacherReply> _answered = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<string, TeacherRequest> _waiting = new(StringComparer.Ordinal);

        public List<int> Delivered { get; } = [];

        public Func<TeacherRequest, bool> WaitsFor { get; init; } = _ => true;

        public ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken)
        {
            if (!WaitsFor(request))
                return inner.AskAsync(request, cancellationToken);
            var key = request.Messages[0].Content;
            if (_answered.TryGetValue(key, out var reply))
                return new(reply);
            _waiting[key] = request;
            throw new ReplyPendingException();
        }

        public async Task DeliverAsync(CancellationToken cancellationToken)
        {
            Delivered.Add(_waiting.Count);
            foreach (var (key, request) in _waiting)
                _answered[key] = await inner.AskAsync(request, cancellationToken);
            _waiting.Clear();
        }
    }

    /// <summary>Replies come out of a cache, into which rounds put them.</summary>
    private sealed class FromCache(ITeacher inner) : ITeacher
    {
        public async ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken) => await inner.AskAsync(request, cancellationToken) with { Cached = true };
    }
}
