using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Teachers;
using SynthTrain.Core.Tests.Rows.Support;
using SynthTrain.Core.Tests.Support;
using SynthTrain.Teachers.Answers;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Secrets;
using SynthTrain.Teachers.Tests.Chain.Support;
using SynthTrain.Teachers.Tests.Support;

namespace SynthTrain.Teachers.Tests.Chain;

/// <summary>A stage that is to end sends nothing more, and waits for what it has sent.</summary>
[TestClass]
public sealed class DrainingTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TeacherLimits s_slow = new() { RequestsPerMinute = 3, Window = TimeSpan.FromHours(1) };

    [TestMethod]
    public async Task Rows_that_wait_for_a_place_send_nothing_once_the_stage_drains_and_replies_under_way_are_kept()
    {
        using var project = Project(rows: 20, concurrency: 8);
        using var network = new HeldNetwork();
        using var abort = new CancellationTokenSource();
        using var chain = Chain(project, network, s_slow, abort.Token);
        using var drain = new CancellationTokenSource();
        var run = project.RunAsync(chain, Stage(), drain.Token, abort.Token);
        await UntilAsync(() => network.Count == 3);
        await drain.CancelAsync();
        Assert.IsFalse(run.IsCompleted);
        network.Answer();
        await Assert.ThrowsAsync<OperationCanceledException>(() => run.WaitAsync(s_patience));
        Assert.AreEqual(3, network.Count);
        Assert.AreEqual(3, File.ReadLines(project.Journal).Count());
    }

    [TestMethod]
    public async Task The_hard_end_gives_up_what_was_sent()
    {
        using var project = Project(rows: 4, concurrency: 4);
        using var network = new HeldNetwork();
        using var abort = new CancellationTokenSource();
        using var chain = Chain(project, network, new TeacherLimits(), abort.Token);
        var sent = chain.AskAsync(new TeacherRequest { Task = "t", Messages = [new TeacherMessage("user", "x")], Teacher = Definition(new TeacherLimits()) }, default).AsTask();
        await UntilAsync(() => network.Count == 1);
        await abort.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => sent.WaitAsync(s_patience));
    }

    [TestMethod]
    public async Task A_key_that_is_refused_ends_the_stage_though_dozens_of_rows_wait_for_a_place()
    {
        using var project = Project(rows: 64, concurrency: 64);
        using var network = new HeldNetwork { Status = 401, Body = """{"error":{"message":"Incorrect API key","code":"invalid_api_key"}}""" };
        using var chain = Chain(project, network, s_slow, default);
        network.Answer();
        var fault = await Assert.ThrowsExactlyAsync<SynthException>(() => project.RunAsync(chain, Stage()).WaitAsync(s_patience));
        Assert.AreEqual(Codes.KeyRefused, fault.Diagnostics[0].Code);
        Assert.IsLessThanOrEqualTo(3, network.Count);
    }

    [TestMethod]
    public async Task A_fault_is_not_tried_again_once_the_stage_drains()
    {
        using var project = Project(rows: 1, concurrency: 1);
        using var network = new HeldNetwork { Status = 500, Body = """{"error":{"message":"broken"}}""" };
        using var chain = Chain(project, network, new TeacherLimits(), default);
        using var drain = new CancellationTokenSource();
        var run = project.RunAsync(chain, Stage(), drain.Token);
        await UntilAsync(() => network.Count == 1);
        await drain.CancelAsync();
        network.Answer();
        await Assert.ThrowsAsync<OperationCanceledException>(() => run.WaitAsync(s_patience));
        Assert.AreEqual(1, network.Count);
        // It did not fail: it was not asked to the end.
        Assert.IsEmpty(project.Warnings(Codes.TeacherCallFailed));
    }

    [TestMethod]
    public async Task A_correction_turn_is_not_begun_once_the_stage_drains()
    {
        using var drain = new CancellationTokenSource();
        var model = new ScriptedModel(_ => null) { Wait = (_, _) => drain.CancelAsync() };
        var request = ScriptedModel.Request() with { ResponseSchema = """{"type":"object"}""" };
        await Assert.ThrowsAsync<OperationCanceledException>(() => new StructuredOutputTeacher(model).AskAsync(request, drain.Token).AsTask());
        Assert.AreEqual(1, model.Count);
    }

    private static async Task UntilAsync(Func<bool> happened)
    {
        for (var tries = 0; !happened(); tries++)
        {
            Assert.IsLessThan(6000, tries);
            await Task.Delay(10);
        }
    }

    private static RowProject Project(int rows, int concurrency)
    {
        var project = new RowProject().Write(RowProject.Many(rows));
        project.Settings["concurrency"] = $"{concurrency}";
        return project;
    }

    private static LambdaStage Stage() => new(async (row, context) =>
    {
        await context.AskAsync(LambdaStage.Request(context, row.Id) with { Teacher = Definition(s_slow) });
        return RowResult.Accept();
    });

    private static TeacherDefinition Definition(TeacherLimits limits) => new()
    {
        Name = "live",
        Provider = "openai-compatible",
        Models = ["m-1"],
        BaseUrl = new Uri("http://host/v1/"),
        Limits = limits,
    };

    private static TeacherChain Chain(RowProject project, HttpMessageHandler network, TeacherLimits limits, CancellationToken abort) => TeacherChain.Build(new TeacherChainOptions
    {
        Teacher = Definition(limits),
        Files = new PhysicalFileSystem(),
        Time = TimeProvider.System,
        Diagnostics = new CollectingSink(),
        ReplyDirectory = project.Replies,
        Services = new ProviderServices(new KeyRing(_ => null), TimeProvider.System, network),
        Abort = abort,
    });
}
