using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Teachers;
using SynthTrain.Core.Tests.Support;
using SynthTrain.Teachers.Offline;
using SynthTrain.Teachers.Replies;
using SynthTrain.Teachers.Secrets;

namespace SynthTrain.Teachers.Tests.Replies;

[TestClass]
public sealed class RecordingTests
{
    private const string One = """{"key":"00000000000000000000000000000001","text":"one","model":"m","finish_reason":"stop","input_tokens":1,"output_tokens":2}""";
    private const string Other = """{"key":"00000000000000000000000000000001","text":"other","model":"m","finish_reason":"stop","input_tokens":1,"output_tokens":2}""";

    [TestMethod]
    [DataRow("\n")]
    [DataRow("\r\n")]
    [DataRow("")]
    public void A_committed_recording_answers_and_comes_before_the_projects_own_replies(string end)
    {
        using var folder = new TempFolder();
        folder.Write("recordings/a.jsonl", One + end);
        folder.Write("recordings/b.jsonl", Other + "\n");
        using var store = Store(folder);
        store.Add(1, new TeacherReply("own", "m", "stop", 0, 0));
        Assert.AreEqual("one", store.Find(1)!.Text);
        Assert.IsNull(store.Find(2));
    }

    [TestMethod]
    [DataRow("<<<<<<< HEAD")]
    [DataRow("{\"key\":\"00000000000000000000000000000002\",\"text\":\"to")]
    [DataRow("{\"key\":\"short\",\"text\":\"x\",\"model\":\"m\",\"finish_reason\":\"stop\"}")]
    [DataRow("{\"key\":\"00000000000000000000000000000002\",\"text\":7,\"finish_reason\":\"stop\"}")]
    [DataRow("{\"key\":\"00000000000000000000000000000002\",\"model\":\"m\"}")]
    [DataRow(One + One)]
    public void A_line_that_is_no_reply_is_an_error_with_its_place(string bad)
    {
        using var folder = new TempFolder();
        folder.Write("recordings/a.jsonl", One + "\n" + bad + "\n");
        using var store = Store(folder);
        var fault = Assert.ThrowsExactly<SynthException>(() => store.Find(1)).Diagnostics[0];
        Assert.AreEqual((Codes.BadJsonLine, "recordings/a.jsonl", 2), (fault.Code, fault.File, fault.Line));
    }

    [TestMethod]
    public void A_recording_is_sorted_by_key_the_same_bytes_each_time_and_holds_no_key_of_a_provider()
    {
        using var folder = new TempFolder();
        folder.Write("recordings/mine.jsonl", One + "\n");
        folder.Write("replies/note.txt", "no reply");
        var keys = new KeyRing(_ => "sk-planted-0123456789");
        keys.Find("KEY");
        using (var store = new ReplyStore(Options(folder) with { Recordings = null }))
        {
            store.Add(Key(3), new TeacherReply("three sk-planted-0123456789", "m", "stop", 1, 1) { FellBackFrom = ["a: timeout"] });
            store.Add(Key(2), new TeacherReply("old", "m", "stop", 1, 1, 0.5m));
            store.Add(Key(2), new TeacherReply("two", "m", "stop", 1, 1, 0.5m));
            store.Add(Key(1), new TeacherReply("mine has it", "m", "stop", 1, 1));
        }

        var summary = new ReplyRecorder(Options(folder), keys).Record();
        Assert.AreEqual((2, 2), (summary.Replies, summary.New));
        var text = folder.Read("recordings/replies.jsonl");
        Assert.AreEqual(
            $$"""
            {"key":"{{Key(2):x32}}","text":"two","model":"m","finish_reason":"stop","input_tokens":1,"output_tokens":1,"cost":0.5}
            {"key":"{{Key(3):x32}}","text":"three ***","model":"m","finish_reason":"stop","input_tokens":1,"output_tokens":1,"fell_back_from":["a: timeout"]}

            """,
            text);
        Directory.Delete(folder["replies"], recursive: true);
        Assert.AreEqual((2, 0), new ReplyRecorder(Options(folder), keys).Record() is var again ? (again.Replies, again.New) : default);
        Assert.AreEqual(text, folder.Read("recordings/replies.jsonl"));
    }

    [TestMethod]
    public async Task A_replay_answers_from_recordings_without_a_key_and_names_what_was_never_recorded()
    {
        using var folder = new TempFolder();
        var teacher = new TeacherDefinition { Name = "gpt", Provider = "openai", Models = ["m"], KeyVariable = "NO_SUCH_KEY", Replay = true };
        var request = new TeacherRequest { Task = "draft", Messages = [new TeacherMessage("user", "hello")], Teacher = teacher, RowId = "r1" };
        var key = new RequestKeys(new OfflineRules([]), 0).Of(request with { Teacher = teacher with { Replay = false } });
        folder.Write("recordings/replies.jsonl", One.Replace(new string('0', 31) + "1", key.ToString("x32"), StringComparison.Ordinal));
        using var chain = TeacherChain.Build(new TeacherChainOptions
        {
            Teacher = teacher,
            Files = new PhysicalFileSystem(),
            Time = TimeProvider.System,
            Diagnostics = new CollectingSink(),
            ReplyDirectory = folder["replies"],
            Recordings = folder["recordings"],
        });
        Assert.AreEqual("one", (await chain.AskAsync(request, default)).Text);
        var fault = (await Assert.ThrowsExactlyAsync<SynthException>(() => chain.AskAsync(request with { Sample = 1 }, default).AsTask())).Diagnostics[0];
        Assert.AreEqual(Codes.NotRecorded, fault.Code);
        Assert.StartsWith("Request 'draft' of row 'r1' was never recorded for teacher 'gpt'", fault.Message);
        Assert.IsFalse(Directory.Exists(folder["replies"]));
    }

    [TestMethod]
    public async Task A_reply_that_echoes_a_key_is_kept_without_it()
    {
        var keys = new KeyRing(_ => "sk-planted-0123456789");
        keys.Find("KEY");
        var reply = await new ScrubbingTeacher(new Echo(), keys).AskAsync(new TeacherRequest { Task = "t", Messages = [], Teacher = new TeacherDefinition { Name = "t", Provider = "openai", Models = ["m"] } }, default);
        Assert.AreEqual("Authorization: Bearer ***", reply.Text);
    }

    private static UInt128 Key(int number) => number == 1 ? 1 : (UInt128)number << 100;

    private static ReplyStoreOptions Options(TempFolder folder) => new()
    {
        Files = new PhysicalFileSystem(),
        Directory = folder["replies"],
        Diagnostics = new CollectingSink(),
        Recordings = folder["recordings"],
    };

    private sealed class Echo : ITeacher
    {
        public ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken) => new(new TeacherReply("Authorization: Bearer sk-planted-0123456789", "m", "stop", 1, 1));
    }

    private static ReplyStore Store(TempFolder folder) => new(Options(folder));
}
