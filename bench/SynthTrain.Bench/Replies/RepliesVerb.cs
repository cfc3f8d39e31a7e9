using System.Diagnostics;
using SynthTrain.Bench.Rows;
using SynthTrain.Core.IO;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Replies;

namespace SynthTrain.Bench.Replies;

/// <summary>The reply cache by itself: how fast replies are kept, how long it takes to start on them, how fast they are found, how large the file is.</summary>
internal static class RepliesVerb
{
    public static int Run(Arguments arguments)
    {
        var count = arguments.Int("count", 1_000_000);
        var folder = Directory.CreateTempSubdirectory("synthtrain-bench-").FullName;
        try
        {
            Fill(folder, count);
            Look(folder, count, arguments.Int("lookups", 200_000));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static void Fill(string folder, int count)
    {
        using var store = Open(folder);
        var text = string.Concat(Enumerable.Repeat("An answer of some words. ", 16));
        var started = Stopwatch.GetTimestamp();
        for (var number = 0; number < count; number++)
            store.Add(Key(number), new TeacherReply(text, "bench-model", "stop", 120, 100));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var size = Directory.GetFiles(folder, "*.jsonl").Sum(file => new FileInfo(file).Length);
        Console.WriteLine($"{count} replies of {text.Length} characters kept in {seconds:0.0} s ({count / seconds:0}/s); {size / 1048576.0:0} MiB, {(double)size / count:0} bytes each");
    }

    private static void Look(string folder, int count, int lookups)
    {
        var before = RowsChild.PeakBytes();
        using var store = Open(folder);
        var started = Stopwatch.GetTimestamp();
        if (store.Find(Key(0)) is null)
            throw new InvalidOperationException("The first reply is gone.");
        var start = Stopwatch.GetElapsedTime(started).TotalSeconds;
        started = Stopwatch.GetTimestamp();
        for (var look = 0; look < lookups; look++)
        {
            // A large odd step visits the file in no order.
            if (store.Find(Key((int)(look * 7_368_787L % count))) is null)
                throw new InvalidOperationException("A reply is gone.");
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.WriteLine($"started on them in {start:0.00} s; {lookups / seconds:0} found a second, one after the other; peak memory {RowsChild.PeakBytes() / 1048576.0:0} MiB ({before / 1048576.0:0} before)");
    }

    private static ReplyStore Open(string folder) => new(new ReplyStoreOptions { Files = new PhysicalFileSystem(), Directory = folder, Diagnostics = new RowsChild() });

    private static UInt128 Key(int number) => new((ulong)number * 0x9E37_79B9_7F4A_7C15, (ulong)number);
}
