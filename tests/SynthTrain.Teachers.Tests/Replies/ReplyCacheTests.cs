using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Teachers;
using SynthTrain.Core.Tests.Rows.Support;
using SynthTrain.Core.Tests.Support;
using SynthTrain.Teachers.Offline;
using SynthTrain.Teachers.Replies;

namespace SynthTrain.Teachers.Tests.Replies;

[TestClass]
public sealed class ReplyCacheTests
{
    private static readonly TeacherRequest s_request = new() { Task = "t", Messages = [new TeacherMessage("user", "hello")], Teacher = RowProject.Teacher };

    [TestMethod]
    public async Task A_reply_is_the_same_when_it_comes_from_the_cache()
    {
        using var folder = new TempFolder();
        var reply = new TeacherReply("α\n\"\u0001</>", "m", "length", 3, 4, 0.0010m);
        using (var store = Store(folder))
            Assert.AreEqual(reply, await Cache(store, new FixedTeacher(reply)).AskAsync(s_request, default));
        using (var store = Store(folder))
            Assert.AreEqual(reply with { Cached = true }, await Cache(store, new TestTeacher()).AskAsync(s_request, default));
    }

    [TestMethod]
    public async Task Half_a_surrogate_pair_is_replaced_before_it_is_used()
    {
        using var folder = new TempFolder();
        using var store = Store(folder);
        var cache = Cache(store, new FixedTeacher(new TeacherReply("a\ud800b\ud83d\ude00", "m", "stop", 0, 0)));
        var first = await cache.AskAsync(s_request, default);
        Assert.AreEqual("a\ufffdb\ud83d\ude00", first.Text);
        Assert.AreEqual(first.Text, (await cache.AskAsync(s_request, default)).Text);
    }

    [TestMethod]
    public void What_shapes_an_answer_is_in_the_key_and_nothing_else()
    {
        var keys = Keys();
        var source = System.Text.Json.JsonElement.Parse("{}");
        TeacherRequest[] different =
        [
            s_request,
            s_request with { Sample = 1 },
            s_request with { Attempt = 1 },
            s_request with { ResponseSchema = "{}" },
            s_request with { ResponseSchema = "" },
            s_request with { Messages = [new TeacherMessage("system", "hello")] },
            s_request with { Messages = [new TeacherMessage("user", "hello"), new TeacherMessage("user", "")] },
            s_request with { Teacher = RowProject.Teacher with { Provider = "other" } },
            s_request with { Teacher = RowProject.Teacher with { Models = ["m", "n"] } },
            s_request with { Teacher = RowProject.Teacher with { SystemPrompt = "x" } },
            s_request with { Teacher = RowProject.Teacher with { Parameters = new SortedDictionary<string, string> { ["temperature"] = "1" } } },
        ];
        Assert.AreEqual(different.Length, different.Select(keys.Of).Distinct().Count());
        Assert.AreNotEqual(keys.Of(s_request), new RequestKeys(new OfflineRules([]), 1).Of(s_request));
        foreach (var same in new[] { s_request with { RowId = "x" }, s_request with { Task = "other" }, s_request with { Source = source }, s_request with { Teacher = RowProject.Teacher with { Name = "n", LatencyMs = 5 } } })
            Assert.AreEqual(keys.Of(s_request), keys.Of(same));
    }

    [TestMethod]
    public async Task The_same_request_in_flight_twice_is_asked_once()
    {
        using var folder = new TempFolder();
        using var store = Store(folder);
        var gate = new TaskCompletionSource();
        var teacher = new TestTeacher { Before = (_, _, _) => gate.Task };
        var cache = Cache(store, teacher);
        var asks = Enumerable.Range(0, 5).Select(_ => cache.AskAsync(s_request, default).AsTask()).ToList();
        gate.SetResult();
        var replies = await Task.WhenAll(asks);
        Assert.AreEqual(1, teacher.Count);
        Assert.AreEqual(4, replies.Count(reply => reply.Cached));
    }

    [TestMethod]
    public async Task A_failed_call_fails_those_who_wait_and_is_asked_again_later()
    {
        using var folder = new TempFolder();
        using var store = Store(folder);
        var gate = new TaskCompletionSource();
        var teacher = new TestTeacher { Before = (number, _, _) => number == 1 ? gate.Task : Task.CompletedTask };
        var cache = Cache(store, teacher);
        var asks = new[] { cache.AskAsync(s_request, default).AsTask(), cache.AskAsync(s_request, default).AsTask() };
        gate.SetException(new TeacherException("down"));
        foreach (var ask in asks)
            await Assert.ThrowsExactlyAsync<TeacherException>(() => ask);
        Assert.IsFalse((await cache.AskAsync(s_request, default)).Cached);
        Assert.AreEqual(2, teacher.Count);
    }

    [TestMethod]
    public async Task Several_at_once_append_and_none_cuts_another()
    {
        using var folder = new TempFolder();
        var stores = Enumerable.Range(0, 4).Select(_ => Store(folder)).ToList();
        await Task.WhenAll(stores.Select((store, number) => Task.Run(async () =>
        {
            var cache = Cache(store, new TestTeacher());
            for (var row = 0; row < 300; row++)
                await cache.AskAsync(Numbered((number * 100) + row), default);
        })));
        foreach (var store in stores)
            store.Dispose();

        var sink = new CollectingSink();
        using var after = Store(folder, sink);
        var teacher = new TestTeacher();
        var last = Cache(after, teacher);
        for (var row = 0; row < 600; row++)
            Assert.AreEqual($"[{row}]", (await last.AskAsync(Numbered(row), default)).Text);
        Assert.AreEqual(0, teacher.Count);
        Assert.IsEmpty(sink.Diagnostics);
        CollectionAssert.AreEqual(new[] { "00.jsonl", "01.jsonl", "02.jsonl", "03.jsonl" }, Directory.GetFiles(folder["replies"], "*.jsonl").Select(Path.GetFileName).Order().ToArray());
    }

    [TestMethod]
    public async Task One_who_starts_while_another_writes_reads_what_is_there_and_leaves_its_torn_line()
    {
        using var folder = new TempFolder();
        using var writing = Store(folder);
        await Cache(writing, new TestTeacher()).AskAsync(Numbered(1), default);
        File.AppendAllText(folder["replies/00.jsonl"], "{\"crc\":");
        using var second = Store(folder);
        var teacher = new TestTeacher();
        await Cache(second, teacher).AskAsync(Numbered(1), default);
        Assert.AreEqual(0, teacher.Count);
        Assert.EndsWith("{\"crc\":", File.ReadAllText(folder["replies/00.jsonl"]));
    }

    [TestMethod]
    public async Task A_cache_cut_at_any_byte_asks_again_what_was_cut()
    {
        using var folder = new TempFolder();
        using (var store = Store(folder))
        {
            for (var row = 0; row < 3; row++)
                await Cache(store, new TestTeacher()).AskAsync(Numbered(row), default);
        }

        var whole = File.ReadAllBytes(folder["replies/00.jsonl"]);
        for (var length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(folder["replies/00.jsonl"], whole[..length]);
            var sink = new CollectingSink();
            using var store = Store(folder, sink);
            var teacher = new TestTeacher();
            for (var row = 0; row < 3; row++)
                Assert.AreEqual($"[{row}]", (await Cache(store, teacher).AskAsync(Numbered(row), default)).Text);
            Assert.AreEqual(3 - whole.AsSpan(0, length).Count((byte)'\n'), teacher.Count);
            Assert.IsEmpty(sink.Diagnostics);
        }
    }

    [TestMethod]
    public async Task A_store_opened_for_reading_changes_nothing_on_disk_and_reads_beside_a_writer()
    {
        using var folder = new TempFolder();
        using (var none = ReadOnly(folder))
            Assert.IsNull(none.Find(1));
        Assert.IsFalse(Directory.Exists(folder["replies"]));
        using var writing = Store(folder);
        await Cache(writing, new TestTeacher()).AskAsync(Numbered(1), default);
        File.AppendAllText(folder["replies/00.jsonl"], "{\"crc\":");
        var before = Directory.GetFiles(folder["replies"]);
        using var reading = ReadOnly(folder);
        Assert.AreEqual("[1]", reading.Find(Keys().Of(Numbered(1)))!.Text);
        Assert.EndsWith("{\"crc\":", File.ReadAllText(folder["replies/00.jsonl"]));
        CollectionAssert.AreEqual(before, Directory.GetFiles(folder["replies"]));
        Assert.ThrowsExactly<InvalidOperationException>(() => reading.Add(1, new TeacherReply("", "m", "stop", 0, 0)));
    }

    [TestMethod]
    public void Why_another_model_answered_is_kept()
    {
        using var folder = new TempFolder();
        using (var store = Store(folder))
            store.Add(1, new TeacherReply("x", "m", "stop", 0, 0) { FellBackFrom = ["a: overloaded", "b: timeout"] });
        using var again = Store(folder);
        CollectionAssert.AreEqual(new[] { "a: overloaded", "b: timeout" }, again.Find(1)!.FellBackFrom.ToArray());
    }

    [TestMethod]
    public async Task A_full_disk_is_a_coded_error()
    {
        using var folder = new TempFolder();
        using var store = new ReplyStore(new ReplyStoreOptions { Files = new FullDisk(40), Directory = folder["replies"], Diagnostics = new CollectingSink() });
        var fault = await Assert.ThrowsExactlyAsync<SynthException>(() => Cache(store, new TestTeacher()).AskAsync(s_request, default).AsTask());
        Assert.AreEqual(Codes.CannotWrite, fault.Diagnostics[0].Code);
        Assert.AreEqual(0, new FileInfo(folder["replies/00.jsonl"]).Length);
    }

    private static TeacherRequest Numbered(int number) => s_request with { Messages = [new TeacherMessage("user", number.ToString())] };

    private static RequestKeys Keys() => new(new OfflineRules([]), 0);

    private static ReplyCache Cache(ReplyStore store, ITeacher teacher) => new(teacher, store, Keys());

    private static ReplyStore Store(TempFolder folder, CollectingSink? sink = null) =>
        new(new ReplyStoreOptions { Files = new PhysicalFileSystem(), Directory = folder["replies"], Diagnostics = sink ?? new CollectingSink() });

    private static ReplyStore ReadOnly(TempFolder folder) =>
        new(new ReplyStoreOptions { Files = new PhysicalFileSystem(), Directory = folder["replies"], Diagnostics = new CollectingSink(), ReadOnly = true });

    private sealed class FixedTeacher(TeacherReply reply) : ITeacher
    {
        public ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken) => new(reply);
    }
}
