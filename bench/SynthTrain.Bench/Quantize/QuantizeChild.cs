using System.Diagnostics;
using System.Text.Json;
using SynthTrain.Bench.Rows;
using SynthTrain.Models.Quantization;

namespace SynthTrain.Bench.Quantize;

/// <summary>One quantization, ours or llama.cpp's; prints one line of JSON.</summary>
internal static class QuantizeChild
{
    public static int Run(Arguments arguments)
    {
        var (input, output, type, threads) = (arguments.Text("in"), arguments.Text("out"), GgufQuantNames.Parse(arguments.Text("type")), arguments.Int("threads", 2));
        var isOurs = arguments.Text("side") == "ours";
        var library = isOurs ? 0 : LlamaCpp.Load();
        var started = Stopwatch.GetTimestamp();
        if (isOurs)
            GgufQuantizer.Quantize(input, output, new GgufQuantizerOptions(type) { Threads = threads });
        else
            LlamaCpp.Quantize(library, input, output, type, threads);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(JsonSerializer.Serialize(new Measured
        {
            Count = 1,
            Seconds = seconds,
            MeanLatencyMs = 0,
            CpuSeconds = process.TotalProcessorTime.TotalSeconds,
            PeakBytes = RowsChild.PeakBytes(),
            Calls = 0,
            Reused = 0,
            Collections = GC.CollectionCount(0),
            Allocated = GC.GetTotalAllocatedBytes(),
        }));
        return 0;
    }
}
