using System.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Tests.Support;
using SynthTrain.Teachers.Replies;

namespace SynthTrain.Teachers.Tests.Replies;

/// <summary>Two real processes over one folder of replies.</summary>
[TestClass]
public sealed class SeveralProcessesTests
{
    [TestMethod]
    public void What_a_process_said_it_kept_is_there_though_it_was_killed_and_its_torn_line_is_cut_off_by_the_next_writer()
    {
        using var folder = new TempFolder();
        // The second begins while the first is at work, however slowly either starts: so each has a file of its own.
        using var one = Start(folder, 0, 100_000);
        List<int> kept = [int.Parse(one.StandardOutput.ReadLine()!)];
        using var two = Start(folder, 500_000, 400);
        kept.Add(int.Parse(two.StandardOutput.ReadLine()!));
        while (kept.Count < 300 && one.StandardOutput.ReadLine() is { } line)
            kept.Add(int.Parse(line));
        one.Kill();
        kept.AddRange(Rest(one));
        kept.AddRange(Rest(two));
        Assert.IsGreaterThanOrEqualTo(700, kept.Count);
        CollectionAssert.AreEqual(new[] { "00.jsonl", "01.jsonl" }, Directory.GetFiles(folder["replies"], "*.jsonl").Select(Path.GetFileName).Order().ToArray());
        Check(folder, kept);

        // A process that is killed within its write leaves a part of a line, and it was the one that held 00 or 01.
        foreach (var file in Directory.GetFiles(folder["replies"], "*.jsonl"))
            File.AppendAllText(file, "{\"crc\":\"0123");
        using var three = Start(folder, 900_000, 5);
        var more = Rest(three);
        Assert.HasCount(5, more);
        Assert.AreEqual(1, Directory.GetFiles(folder["replies"], "*.jsonl").Count(file => File.ReadAllText(file).EndsWith("0123", StringComparison.Ordinal)));
        Check(folder, [.. kept, .. more]);
    }

    private static void Check(TempFolder folder, List<int> kept)
    {
        var sink = new CollectingSink();
        using var store = new ReplyStore(new ReplyStoreOptions { Files = new PhysicalFileSystem(), Directory = folder["replies"], Diagnostics = sink, ReadOnly = true });
        foreach (var number in kept)
            Assert.EndsWith($"x{number}", store.Find(new UInt128((ulong)number * 0x9E3779B97F4A7C15, (ulong)number << 50))?.Text ?? "");
        Assert.IsEmpty(sink.Diagnostics);
    }

    private static List<int> Rest(Process process)
    {
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        // What a killed process had begun to say is no word.
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        return [.. whole.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
    }

    private static Process Start(TempFolder folder, int first, int count)
    {
        var writer = Path.Combine(AppContext.BaseDirectory, "SynthTrain.ReplyWriter.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", writer, folder["replies"], first.ToString(), count.ToString()]) { RedirectStandardOutput = true, UseShellExecute = false };
        return Process.Start(start)!;
    }
}
