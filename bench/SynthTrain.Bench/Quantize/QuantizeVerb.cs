using System.Globalization;
using SynthTrain.Bench.Rows;
using SynthTrain.Core.Hashing;
using SynthTrain.Core.IO;

namespace SynthTrain.Bench.Quantize;

/// <summary>A random Llama quantized by us and by llama.cpp in turn, each in a process of its own; the files must be equal.</summary>
internal static class QuantizeVerb
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var folder = Directory.CreateTempSubdirectory("synthtrain-bench-");
        try
        {
            var input = Path.Combine(folder.FullName, "random.gguf");
            RandomLlama.Write(input, arguments.Int("megabytes", 500));
            var threads = arguments.Int("threads", 2);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{new FileInfo(input).Length / 1e6:0} MB of F16, {threads} threads, median of {arguments.Int("runs", 3)}"));
            foreach (var type in arguments.Text("types", "q4_k_m,q8_0").Split(','))
                await CompareAsync(input, folder.FullName, type, threads, arguments.Int("runs", 3));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task CompareAsync(string input, string folder, string type, int threads, int runs)
    {
        var (ours, theirs) = (new List<Measured>(), new List<Measured>());
        string[] files = [Path.Combine(folder, "ours"), Path.Combine(folder, "llama.cpp")];
        for (var run = 0; run < runs; run++)
        {
            ours.Add(await ChildProcess.RunAsync("quantize-child", "--side", "ours", "--in", input, "--out", files[0], "--type", type, "--threads", threads));
            theirs.Add(await ChildProcess.RunAsync("quantize-child", "--side", "llama.cpp", "--in", input, "--out", files[1], "--type", type, "--threads", threads));
        }

        var same = FileHasher.Hash(new PhysicalFileSystem(), files[0]) == FileHasher.Hash(new PhysicalFileSystem(), files[1]) ? "files are equal" : "FILES DIFFER";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{type}: {same}; speed {Median.Of(theirs.Select(run => run.Seconds)) / Median.Of(ours.Select(run => run.Seconds)):0.00} x llama.cpp"));
        Print("ours", ours);
        Print("llama.cpp", theirs);
    }

    private static void Print(string title, List<Measured> runs) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{title,10}: {Median.Of(runs.Select(run => run.Seconds)):0.00} s, CPU {Median.Of(runs.Select(run => run.CpuSeconds)):0.00} s, peak {Median.Of(runs.Select(run => run.PeakBytes / 1048576.0)):0} MiB ({string.Join(", ", runs.Select(run => run.Seconds.ToString("0.00", CultureInfo.InvariantCulture)))})"));
}
