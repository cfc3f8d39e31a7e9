using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Teachers;
using SynthTrain.Core.Tests.Support;
using SynthTrain.Teachers.Replies;

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

    private static ReplyStore Store(TempFolder folder) => new(new ReplyStoreOptions
    {
        Files = new PhysicalFileSystem(),
        Directory = folder["replies"],
        Diagnostics = new CollectingSink(),
        Recordings = folder["recordings"],
    });
}
