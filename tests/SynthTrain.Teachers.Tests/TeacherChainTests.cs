using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Teachers;
using SynthTrain.Core.Tests.Support;
using SynthTrain.Teachers.Offline;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Secrets;
using SynthTrain.Teachers.Tests.Chain.Support;
using SynthTrain.Teachers.Tests.Support;

namespace SynthTrain.Teachers.Tests;

[TestClass]
public sealed class TeacherChainTests
{
    private static readonly TeacherDefinition s_offline = new() { Name = "default", Provider = TeacherDefinition.OfflineProvider, Models = ["rules"], SystemPrompt = "Be brief." };

    [TestMethod]
    public async Task The_offline_teacher_answers_by_the_rule_of_the_task_with_the_system_prompt_in_front()
    {
        using var folder = new TempFolder();
        using var chain = TeacherChain.Build(Options(folder, s_offline));
        var reply = await chain.AskAsync(Request("echo", s_offline) with { Source = JsonElement.Parse("""{"x":7}""") }, default);
        // Tokens: "Be brief." and "hello" are 9 and 5 bytes, the answer is 9.
        Assert.AreEqual(new TeacherReply("2 hello 7", "rules", "stop", 5, 3), reply);
        Assert.AreEqual("broken=1;echo=3", chain.Identity);
    }

    [TestMethod]
    public async Task Source_and_task_shape_the_offline_answer_and_so_its_key()
    {
        using var folder = new TempFolder();
        using var chain = TeacherChain.Build(Options(folder, s_offline));
        var one = Request("echo", s_offline) with { Source = JsonElement.Parse("""{"x":1,"y":2}""") };
        Assert.IsFalse((await chain.AskAsync(one, default)).Cached);
        Assert.IsTrue((await chain.AskAsync(one with { Source = JsonElement.Parse("""{ "y":2, "x":1 }""") }, default)).Cached);
        Assert.IsFalse((await chain.AskAsync(one with { Source = JsonElement.Parse("""{"x":2}""") }, default)).Cached);
    }

    [TestMethod]
    public async Task A_task_without_rule_is_an_error_that_names_the_rules_there_are()
    {
        using var folder = new TempFolder();
        using var chain = TeacherChain.Build(Options(folder, s_offline));
        var fault = await Assert.ThrowsExactlyAsync<SynthException>(() => chain.AskAsync(Request("sing", s_offline), default).AsTask());
        Assert.AreEqual("error ST2001: The offline teacher has no rule for task 'sing'; it has rules for broken, echo. Name a teacher of another provider, or add a class with [OfflineRule(\"sing\")].", fault.Message);
    }

    [TestMethod]
    public async Task A_rule_that_throws_is_named()
    {
        using var folder = new TempFolder();
        using var chain = TeacherChain.Build(Options(folder, s_offline));
        var fault = await Assert.ThrowsExactlyAsync<SynthException>(() => chain.AskAsync(Request("broken", s_offline), default).AsTask());
        Assert.Contains("'SynthTrain.Teachers.Tests.Offline.BrokenRule' failed at row 'r1': FormatException: no number", fault.Message);
    }

    [TestMethod]
    public async Task The_offline_teacher_waits_its_latency_by_the_given_clock()
    {
        using var folder = new TempFolder();
        var time = new HandClock();
        using var chain = TeacherChain.Build(Options(folder, s_offline) with { Time = time });
        var ask = chain.AskAsync(Request("echo", s_offline with { LatencyMs = 20 }), default).AsTask();
        Assert.IsFalse(ask.IsCompleted);
        Assert.AreEqual(TimeSpan.FromMilliseconds(20), time.Due);
        time.Fire();
        Assert.IsFalse((await ask).Cached);
        // What is kept is not waited for.
        Assert.IsTrue((await chain.AskAsync(Request("echo", s_offline with { LatencyMs = 20 }), default)).Cached);
    }

    [TestMethod]
    public async Task The_log_has_one_line_for_each_call_sent_before_it_is_answered()
    {
        using var folder = new TempFolder();
        var time = new HandClock();
        using var chain = TeacherChain.Build(Options(folder, s_offline) with { Time = time, LogFile = folder["logs/calls.jsonl"] });
        var ask = chain.AskAsync(Request("echo", s_offline with { LatencyMs = 20 }), default).AsTask();
        var line = JsonElement.Parse(File.ReadAllText(folder["logs/calls.jsonl"]));
        Assert.AreEqual("echo", line.GetProperty("task").GetString());
        Assert.AreEqual("r1", line.GetProperty("row").GetString());
        Assert.AreEqual(32, line.GetProperty("key").GetString()!.Length);
        time.Fire();
        await ask;
        await chain.AskAsync(Request("echo", s_offline), default);
        Assert.HasCount(1, File.ReadAllLines(folder["logs/calls.jsonl"]));
        // The key is the one that the reply is kept under.
        Assert.Contains(line.GetProperty("key").GetString()!, File.ReadAllText(folder["replies/00.jsonl"]));
    }

    [TestMethod]
    public async Task Two_chains_log_to_one_file_and_no_line_is_lost()
    {
        using var folder = new TempFolder();
        using var one = TeacherChain.Build(Options(folder, s_offline) with { LogFile = folder["calls.jsonl"] });
        using var two = TeacherChain.Build(Options(folder, s_offline) with { ReplyDirectory = folder["others"], LogFile = folder["calls.jsonl"] });
        await Task.WhenAll(new[] { one, two }.Select(chain => Task.Run(async () =>
        {
            for (var sample = 0; sample < 200; sample++)
                await chain.AskAsync(Request("echo", s_offline) with { Sample = sample }, default);
        })));
        Assert.AreEqual(400, File.ReadLines(folder["calls.jsonl"]).Select(line => JsonElement.Parse(line)).Count());
    }

    [TestMethod]
    public async Task A_log_that_another_process_never_lets_go_of_is_an_error_and_no_hang()
    {
        using var folder = new TempFolder();
        await using var taken = new PhysicalFileSystem().TryOpenAlone(folder["calls.jsonl"]);
        var time = new VirtualTime();
        using var chain = TeacherChain.Build(Options(folder, s_offline) with { Time = time, LogFile = folder["calls.jsonl"] });
        using var stop = new CancellationTokenSource();
        var given = Task.Run(() => chain.AskAsync(Request("echo", s_offline), stop.Token).AsTask());
        await stop.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => given.WaitAsync(TimeSpan.FromSeconds(60)));
        var asked = Task.Run(() => chain.AskAsync(Request("echo", s_offline), default).AsTask());
        var fault = await Assert.ThrowsExactlyAsync<SynthException>(() => time.RunAsync(asked).WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.AreEqual(Codes.CannotWrite, fault.Diagnostics[0].Code);
    }

    [TestMethod]
    public void A_chain_disposes_of_its_chat_clients()
    {
        using var folder = new TempFolder();
        using var client = new EndlessClient();
        var own = new TeacherDefinition { Name = "own", Provider = TeacherDefinition.PluginProvider, Models = ["m"], Plugin = new TeacherPlugin("A", "T") };
        TeacherChain.Build(Options(folder, own) with { Services = new ProviderServices(new KeyRing(_ => null), TimeProvider.System, Plugins: (_, _) => client) }).Dispose();
        Assert.IsTrue(client.IsDisposed);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task A_users_client_that_does_not_listen_to_its_token_is_timed_out_all_the_same(bool stream)
    {
        using var folder = new TempFolder();
        using var client = new EndlessClient();
        var own = new TeacherDefinition { Name = "own", Provider = TeacherDefinition.PluginProvider, Models = ["m"], Plugin = new TeacherPlugin("A", "T"), Stream = stream, Limits = new TeacherLimits { Timeout = TimeSpan.FromMilliseconds(100), MaxAttempts = 1 } };
        using var chain = TeacherChain.Build(Options(folder, own) with { Services = new ProviderServices(new KeyRing(_ => null), TimeProvider.System, Plugins: (_, _) => client) });
        var fault = await Assert.ThrowsExactlyAsync<TeacherException>(() => chain.AskAsync(Request("draft", own), default).AsTask().WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains("timeout_seconds", fault.Message);
    }

    [TestMethod]
    public async Task A_dry_run_gives_placeholders_that_are_no_JSON_and_keeps_nothing()
    {
        using var folder = new TempFolder();
        var dry = s_offline with { Provider = TeacherDefinition.DryRunProvider, Models = [TeacherDefinition.DryRunProvider] };
        using var chain = TeacherChain.Build(Options(folder, dry) with { LogFile = folder["calls.jsonl"] });
        var reply = await chain.AskAsync(Request("draft", dry), default);
        Assert.AreEqual("[dry run: no answer to 'draft' of row 'r1']", reply.Text);
        Assert.Throws<JsonException>(() => JsonElement.Parse(reply.Text));
        Assert.IsFalse(folder.Has("calls.jsonl") || Directory.Exists(folder["replies"]));
    }

    [TestMethod]
    public void A_provider_that_does_not_exist_is_an_error()
    {
        using var folder = new TempFolder();
        var fault = Assert.ThrowsExactly<SynthException>(() => TeacherChain.Build(Options(folder, s_offline with { Provider = "oracle" })));
        Assert.AreEqual(Codes.BadTeacher, fault.Diagnostics[0].Code);
    }

    [TestMethod]
    public void One_assembly_named_twice_is_no_conflict()
    {
        var assembly = typeof(TeacherChainTests).Assembly;
        Assert.AreEqual(3, new OfflineRules([assembly, assembly]).Version("echo"));
    }

    private static TeacherChainOptions Options(TempFolder folder, TeacherDefinition teacher) => new()
    {
        Teacher = teacher,
        Files = new PhysicalFileSystem(),
        Time = TimeProvider.System,
        Diagnostics = new CollectingSink(),
        ReplyDirectory = folder["replies"],
        RuleAssemblies = [typeof(TeacherChainTests).Assembly],
    };

    private static TeacherRequest Request(string task, TeacherDefinition teacher) =>
        new() { Task = task, Messages = [new TeacherMessage("user", "hello")], Teacher = teacher, RowId = "r1" };

    /// <summary>A clock whose one timer a test lets go off.</summary>
    private sealed class HandClock : TimeProvider
    {
        private TimerCallback? _callback;
        private object? _state;

        public TimeSpan Due { get; private set; }

        public void Fire() => _callback!(_state);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_callback, _state, Due) = (callback, state, dueTime);
            return new NoTimer();
        }

        private sealed class NoTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => default;
        }
    }
}
