using System.Diagnostics;
using static TorchSharp.torch;

namespace SynthTrain.Bench.Torch;

/// <summary>Training steps of a 5M- and a 135M-shaped Llama, full and LoRA: forward, backward, clipping, AdamW. Tokens/s of the median step.</summary>
internal static class StepVerb
{
    public static int Run(Arguments arguments)
    {
        set_num_threads(arguments.Int("threads", 2));
        var steps = arguments.Int("steps", 3);
        foreach (var shape in new[] { new LlamaShape("5M", 4096, 256, 704, 6, 8, 4, 8, 256), new LlamaShape("135M", 49152, 576, 1536, 30, 9, 3, 2, 256) })
        {
            if (arguments.Number("only", 0) is var only && only != 0 && !shape.Name.StartsWith($"{only}", StringComparison.Ordinal))
                continue;
            foreach (var lora in arguments.Int("lora", -1) switch { 0 => [false], 1 => [true], _ => (bool[])[false, true] })
                One(shape, lora, shape.Layers < 10 ? steps * 3 : steps, arguments.Int("fused", 1) == 1 ? new FusedDoor() : null);
        }

        return 0;
    }

    private static void One(LlamaShape shape, bool lora, int steps, FusedDoor? fused)
    {
        using var scope = NewDisposeScope();
        manual_seed(0);
        using var model = new BenchModel(shape, lora, fused);
        var trained = model.Trained;
        using var optimizer = optim.AdamW(trained, 1e-4);
        var ids = randint(0, shape.Vocabulary, [shape.Batch, shape.Length]);
        var (times, forward, backward, processor, loss) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), 0f);
        for (var step = 0; step < steps + 2; step++)
        {
            using var inner = NewDisposeScope();
            var before = Environment.CpuUsage.TotalTime;
            var watch = Stopwatch.StartNew();
            var value = model.Loss(ids);
            var forwardTime = watch.Elapsed.TotalSeconds;
            value.backward();
            var backwardTime = watch.Elapsed.TotalSeconds - forwardTime;
            nn.utils.clip_grad_norm_(trained, 1);
            optimizer.step();
            optimizer.zero_grad();
            loss = value.item<float>();
            if (step < 2)
                continue;
            processor.Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
            times.Add(watch.Elapsed.TotalSeconds);
            forward.Add(forwardTime);
            backward.Add(backwardTime);
        }

        var time = Median.Of(times);
        Console.WriteLine($"{shape.Name} {(lora ? "LoRA" : "full")}{(fused is null ? ", public operations" : "")}: {shape.Batch * shape.Length / time:f0} tokens/s, {shape.Operations(lora) / time / 1e9:f0} useful GFLOP/s, forward {Median.Of(forward) * 1e3:f0} ms, backward {Median.Of(backward) * 1e3:f0} ms of {time * 1e3:f0}, processor {Median.Of(processor) * 1e3:f0} ms, loss {loss:f3}, peak {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB, {get_num_threads()} threads");
    }
}
