using System.Diagnostics;
using SynthTrain.Core.Builds;
using SynthTrain.Core.Hashing;
using SynthTrain.Core.IO;

namespace SynthTrain.Bench.Files;

/// <summary>Hashes one large file, against <c>openssl dgst -sha256</c> on the same file in turn, and again through the stat memo.</summary>
internal static class HashVerb
{
    public static int Run(Arguments arguments)
    {
        var gib = arguments.Int("gib", 4);
        var folder = Directory.CreateTempSubdirectory("synthtrain-bench-");
        try
        {
            var path = Path.Combine(folder.FullName, "large.bin");
            Fill(path, gib);
            var (ours, theirs) = (new List<double>(), new List<double>());
            for (var run = 0; run < arguments.Int("runs", 3); run++)
            {
                theirs.Add(Seconds(() => OpenSsl(path)));
                ours.Add(Seconds(() => FileHasher.Hash(new PhysicalFileSystem(), path)));
            }

            Console.WriteLine($"{gib} GiB: ours {Median.Of(ours):0.00} s, openssl {Median.Of(theirs):0.00} s, speed {Median.Of(theirs) / Median.Of(ours):0.00} x openssl");
            Memo(folder.FullName, path);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Memo(string project, string path)
    {
        // A file that was just written is not remembered.
        Thread.Sleep(2500);
        var files = new PhysicalFileSystem();
        var first = new StatMemo(files, new ProjectLayout(project), TimeProvider.System);
        first.Hash(path);
        first.Save();
        var second = new StatMemo(files, new ProjectLayout(project), TimeProvider.System);
        var seconds = Seconds(() => second.Hash(path));
        Console.WriteLine($"second build: {second.Hashed} files hashed, {seconds * 1000:0.00} ms");
    }

    private static void Fill(string path, int gib)
    {
        var block = new byte[1 << 22];
        new Random(42).NextBytes(block);
        using var stream = File.Create(path);
        for (var i = 0; i < gib * 256; i++)
        {
            BitConverter.TryWriteBytes(block, i);
            stream.Write(block);
        }
    }

    private static void OpenSsl(string path)
    {
        using var process = Process.Start(new ProcessStartInfo("openssl", ["dgst", "-sha256", path]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
    }

    private static double Seconds(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
