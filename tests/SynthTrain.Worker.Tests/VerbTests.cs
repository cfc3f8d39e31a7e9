using SynthTrain.Core.IO;
using SynthTrain.Core.Teachers;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Teachers.Replies;

namespace SynthTrain.Worker.Tests;

/// <summary>Verbs that are no stage.</summary>
[TestClass]
public sealed class VerbTests
{
    [TestMethod]
    public void Record_and_compact_say_what_they_did_and_tell_no_key()
    {
        using var kit = new WorkerKit();
        kit.Write(".env", "OPENAI_API_KEY=sk-planted-0123456789\n");
        kit.Write("configs/teacher.yaml", "default: gpt\nteachers:\n  gpt:\n    provider: openai\n    model: m\n");
        using (var store = new ReplyStore(new ReplyStoreOptions { Files = new PhysicalFileSystem(), Directory = Path.Combine(kit.Root, ".synthtrain/replies"), Diagnostics = new Nowhere() }))
        {
            store.Add(UInt128.One << 100, new TeacherReply("sk-planted-0123456789", "m", "stop", 1, 1));
            store.Add(UInt128.One << 100, new TeacherReply("new sk-planted-0123456789", "m", "stop", 1, 1));
        }

        var (code, messages) = kit.Run("record", "--project", kit.Root, "--protocol", "ndjson");
        Assert.AreEqual((0, "complete"), (code, messages[^1].State));
        Assert.AreEqual($"1 replies (1 new) -> recordings/replies.jsonl, {kit.Read("recordings/replies.jsonl").Length} bytes", messages[^1].Message);
        Assert.Contains("\"text\":\"new ***\"", kit.Read("recordings/replies.jsonl"));

        (code, messages) = kit.Run("compact", "--project", kit.Root, "--protocol", "ndjson");
        Assert.AreEqual(0, code);
        Assert.StartsWith("1 replies; 1 file(s) of ", messages[^1].Message);
    }

    [TestMethod]
    public void A_bad_line_of_dot_env_is_an_error_without_its_text()
    {
        using var kit = new WorkerKit();
        kit.Write(".env", "sk-planted\n");
        kit.Write("configs/teacher.yaml", "default: gpt\nteachers:\n  gpt:\n    provider: openai\n    model: m\n");
        var (code, messages) = kit.Run("record", "--project", kit.Root, "--protocol", "ndjson");
        Assert.AreEqual((1, ".env", 1), (code, messages[0].File, messages[0].Line));
        Assert.IsFalse(messages.Any(message => message.ToLine().Contains("planted", StringComparison.Ordinal)));
    }

    private sealed class Nowhere : IDiagnosticSink
    {
        public void Report(Diagnostic diagnostic)
        {
        }
    }
}
