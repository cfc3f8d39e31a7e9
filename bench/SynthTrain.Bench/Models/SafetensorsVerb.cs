using System.Diagnostics;
using System.Runtime.InteropServices;
using SynthTrain.Models.Safetensors;

namespace SynthTrain.Bench.Models;

/// <summary>Loads every tensor of a large safetensors file into arrays of its own, against a plain read of the file into arrays of the same sizes, in turn; from the page cache, and from disk.</summary>
internal static class SafetensorsVerb
{
    private const int Columns = 2048;
    private const int Rows = 3072;

    public static int Run(Arguments arguments)
    {
        var mebibytes = arguments.Int("mib", 1024);
        var folder = Directory.CreateTempSubdirectory("synthtrain-bench-");
        try
        {
            foreach (var type in new[] { SafetensorsType.F32, SafetensorsType.BF16 })
            {
                var path = Path.Combine(folder.FullName, $"{type}.safetensors");
                Write(path, type, mebibytes);
                Load(path);
                Plain(path);
                foreach (var cold in new[] { false, true })
                    Measure(path, type, cold, arguments.Int("runs", 5));
                File.Delete(path);
            }

            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Measure(string path, SafetensorsType type, bool cold, int runs)
    {
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var run = 0; run < runs; run++)
        {
            theirs.Add(Seconds(path, cold, () => Plain(path)));
            ours.Add(Seconds(path, cold, () => Load(path)));
        }

        var gigabytes = new FileInfo(path).Length / 1e9;
        Console.WriteLine($"{type} {gigabytes:0.00} GB {(cold ? "from disk " : "page cache")}: ours {gigabytes / Median.Of(ours):0.00} GB/s, plain read {gigabytes / Median.Of(theirs):0.00} GB/s, speed {Median.Of(theirs) / Median.Of(ours):0.00} x plain read");
    }

    private static void Write(string path, SafetensorsType type, int mebibytes)
    {
        var each = (long)Rows * Columns * (type == SafetensorsType.F32 ? 4 : 2);
        var tensors = Enumerable.Range(0, (int)(mebibytes * 1048576L / each)).Select(index => SafetensorsTensor.Of($"model.layers.{index}.mlp.up_proj.weight", type, [Rows, Columns]));
        using var stream = File.Create(path);
        var writer = new SafetensorsWriter(stream, tensors, new Dictionary<string, string> { ["format"] = "pt" });
        var bytes = new byte[each];
        new Random(42).NextBytes(bytes);
        foreach (var tensor in writer.Tensors)
            writer.WriteTensor(tensor.Name, bytes);
        writer.Finish();
        stream.Flush(flushToDisk: true);
    }

    /// <summary>What a trainer does: each tensor as floats.</summary>
    private static List<float[]> Load(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return file.Tensors.Select(file.ReadFloats).ToList();
    }

    /// <summary>The same number of bytes in pieces of the same size, into as many arrays, with one call each.</summary>
    private static List<byte[]> Plain(string path)
    {
        using var handle = File.OpenHandle(path);
        var length = RandomAccess.GetLength(handle);
        var arrays = new List<byte[]>();
        for (long position = 0; position < length;)
        {
            var array = GC.AllocateUninitializedArray<byte>((int)Math.Min(Rows * Columns * 4, length - position));
            for (var filled = 0; filled < array.Length;)
                filled += RandomAccess.Read(handle, array.AsSpan(filled), position + filled);
            position += array.Length;
            arrays.Add(array);
        }

        return arrays;
    }

    private static double Seconds(string path, bool cold, Func<object> load)
    {
        if (cold)
            Forget(path);
        GC.Collect();
        var start = Stopwatch.GetTimestamp();
        var result = load();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        GC.KeepAlive(result);
        return seconds;
    }

    /// <summary>Drops the file from the page cache.</summary>
    private static void Forget(string path)
    {
        const int dontNeed = 4;
        using var handle = File.OpenHandle(path);
        if (PosixFadvise((int)handle.DangerousGetHandle(), 0, 0, dontNeed) != 0)
            throw new InvalidOperationException("posix_fadvise failed");
    }

    [DllImport("libc", EntryPoint = "posix_fadvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int PosixFadvise(int file, long offset, long length, int advice);
}
