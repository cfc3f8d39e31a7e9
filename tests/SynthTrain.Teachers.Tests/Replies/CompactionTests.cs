using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Teachers;
using SynthTrain.Core.Tests.Support;
using SynthTrain.Teachers.Replies;

namespace SynthTrain.Teachers.Tests.Replies;

[TestClass]
public sealed class CompactionTests
{
    private const int Replies = 40;

    [TestMethod]
    public void What_no_request_needs_goes_and_every_reply_stays()
    {
        using var folder = new TempFolder();
        Fill(folder);
        var before = Size(folder);
        var summary = Compactor(folder).Compact();
        Assert.AreEqual((3, before, Size(folder), (long)Replies), (summary.FilesBefore, summary.BytesBefore, summary.BytesAfter, summary.Replies));
        Assert.IsLessThan(before, Size(folder));
        CollectionAssert.AreEqual(new[] { "03.jsonl" }, Names(folder));
        Check(folder, "compacted");
        Compactor(folder).Compact();
        CollectionAssert.AreEqual(new[] { "00.jsonl" }, Names(folder));
        Check(folder, "compacted twice");
    }

    [TestMethod]
    public void Killed_at_any_change_to_the_disk_no_reply_is_lost()
    {
        var moments = 0;
        for (var at = 0; ; at++)
        {
            using var folder = new TempFolder();
            Fill(folder);
            var files = new CrashingFileSystem(at);
            try
            {
                Compactor(folder, files).Compact();
            }
            catch (SynthException) when (files.Crashed)
            {
                moments++;
            }

            Check(folder, $"killed at change {at}");
            Compactor(folder).Compact();
            Check(folder, $"killed at change {at} and compacted again");
            Assert.HasCount(1, Names(folder));
            if (!files.Crashed)
                break;
        }

        Assert.IsGreaterThanOrEqualTo(5, moments);
    }

    [TestMethod]
    public void While_a_build_writes_replies_nothing_is_touched()
    {
        using var folder = new TempFolder();
        Fill(folder);
        using var writing = Store(folder);
        Assert.IsNotNull(writing.Find(Key(1)));
        var before = Directory.GetFiles(folder["replies"], "*.jsonl").ToDictionary(file => file, File.ReadAllBytes);
        var fault = Assert.ThrowsExactly<SynthException>(() => Compactor(folder).Compact());
        Assert.AreEqual(Codes.StageLocked, fault.Diagnostics[0].Code);
        foreach (var (file, bytes) in before)
            CollectionAssert.AreEqual(bytes, File.ReadAllBytes(file));
    }

    [TestMethod]
    public void One_who_reads_meanwhile_finds_every_reply()
    {
        using var folder = new TempFolder();
        Fill(folder);
        using var done = new CancellationTokenSource();
        var reading = Task.Run(() =>
        {
            var rounds = 0;
            for (; !done.IsCancellationRequested; rounds++)
            {
                using var store = Store(folder, readOnly: true);
                for (var number = 0; number < Replies; number++)
                    Assert.IsNotNull(store.Find(Key(number)), $"round {rounds}");
            }
        });
        for (var round = 0; round < 60; round++)
            Compactor(folder).Compact();
        done.Cancel();
        reading.GetAwaiter().GetResult();
    }

    [TestMethod]
    public void No_replies_are_nothing_to_do()
    {
        using var folder = new TempFolder();
        Assert.AreEqual(default, Compactor(folder).Compact());
    }

    // Three files: some keys in several of them, one line torn, one damaged.
    private static void Fill(TempFolder folder)
    {
        var stores = Enumerable.Range(0, 3).Select(_ => Store(folder)).ToList();
        foreach (var store in stores)
            store.Find(Key(0));
        for (var number = 0; number < Replies; number++)
        {
            stores[number % 3].Add(Key(number), Reply(number, "old"));
            stores[Math.Max(number % 3, (number + 1) % 3)].Add(Key(number), Reply(number, "new"));
        }

        foreach (var store in stores)
            store.Dispose();
        File.AppendAllText(folder["replies/01.jsonl"], "no reply at all\n{\"crc\":\"01");
    }

    private static void Check(TempFolder folder, string when)
    {
        using var store = Store(folder, readOnly: true);
        for (var number = 0; number < Replies; number++)
            Assert.AreEqual(Reply(number, "new").Text, store.Find(Key(number))?.Text, $"{when}: reply {number}");
    }

    private static UInt128 Key(int number) => new((ulong)(number + 1) * 0x9E3779B97F4A7C15, (ulong)number << 50);

    private static TeacherReply Reply(int number, string age) => new($"{age} {number}", "m", "stop", 1, 1);

    private static long Size(TempFolder folder) => Directory.GetFiles(folder["replies"], "*.jsonl").Sum(file => new FileInfo(file).Length);

    private static string[] Names(TempFolder folder) => [.. Directory.GetFiles(folder["replies"], "*.jsonl").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private static ReplyCompactor Compactor(TempFolder folder, IFileSystem? files = null) => new(Options(folder, files));

    private static ReplyStore Store(TempFolder folder, bool readOnly = false) => new(Options(folder) with { ReadOnly = readOnly });

    private static ReplyStoreOptions Options(TempFolder folder, IFileSystem? files = null) =>
        new() { Files = files ?? new PhysicalFileSystem(), Directory = folder["replies"], Diagnostics = new CollectingSink() };
}
