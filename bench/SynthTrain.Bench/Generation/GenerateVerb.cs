using System.Diagnostics;
using System.Globalization;
using SynthTrain.Models.Gguf;
using SynthTrain.Models.Quantization;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Generation;
using static TorchSharp.torch;

namespace SynthTrain.Bench.Generation;

/// <summary>Tokens/s of greedy answers of a 5M- and a 135M-shaped Llama of random weights, beside llama.cpp with its own defaults on the same F32 and Q8_0 file. The sides take turns in processes of their own.</summary>
internal static class GenerateVerb
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var folder = Directory.CreateTempSubdirectory("synthtrain-bench-");
        try
        {
            foreach (var shape in GenerateShape.All.Where(shape => arguments.Text("only", shape.Name) == shape.Name))
            {
                var (full, small) = (Path.Combine(folder.FullName, $"{shape.Name}.f32.gguf"), Path.Combine(folder.FullName, $"{shape.Name}.q8_0.gguf"));
                RandomDecoder.Write(full, shape);
                GgufQuantizer.Quantize(full, small, new GgufQuantizerOptions(GgufFileType.Q8_0) { Threads = 2 });
                foreach (var file in new[] { full, small })
                    await CompareAsync(file, arguments);
            }

            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>One side, in a process of its own: prompt and answer tokens/s, best of the runs.</summary>
    public static int Child(Arguments arguments)
    {
        var (path, threads, count) = (arguments.Text("file"), arguments.Int("threads", 2), arguments.Int("tokens", 128));
        int[] prompt = [.. Enumerable.Range(0, 64).Select(i => 5 + (i * 37 % 1000))];
        var best = arguments.Text("side") == "ours" ? Ours(path, threads, prompt, count) : LlamaCppAnswer.Run(path, threads, prompt, count);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{best.Prompt:0.#} {best.Answer:0.#}"));
        return 0;
    }

    private static (double Prompt, double Answer) Ours(string path, int threads, int[] prompt, int count)
    {
        set_num_threads(threads);
        using var file = GgufModel.Open(path);
        using var model = new LoadedModel { Decoder = DecoderLoader.Load(file.Config, file.ReadFloats), Tokenizer = file.Tokenizer };
        var generator = new TextGenerator(model);
        var (read, said) = (0.0, 0.0);
        for (var run = 0; run < 4; run++)
        {
            var answer = generator.Answer(prompt, new() { MaxTokens = count });
            read = Math.Max(read, prompt.Length / answer.FirstToken.TotalSeconds);
            said = Math.Max(said, (answer.Ids.Count - 1) / (answer.Duration - answer.FirstToken).TotalSeconds);
        }

        return (read, said);
    }

    private static async Task CompareAsync(string file, Arguments arguments)
    {
        var figures = new Dictionary<string, List<double[]>>(StringComparer.Ordinal) { ["ours"] = [], ["llama.cpp"] = [] };
        for (var run = 0; run < arguments.Int("runs", 3); run++)
        {
            foreach (var (side, list) in figures)
                list.Add(await RunChildAsync(side, file, arguments));
        }

        foreach (var (side, list) in figures)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(file)} {side,10}: prompt {Median.Of(list.Select(run => run[0])):0} tokens/s, answer {Median.Of(list.Select(run => run[1])):0} tokens/s ({string.Join(", ", list.Select(run => run[1]))})"));
    }

    private static async Task<double[]> RunChildAsync(string side, string file, Arguments arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in new[] { "generate-child", "--side", side, "--file", file, "--threads", arguments.Text("threads", "2"), "--tokens", arguments.Text("tokens", "128") })
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return [.. line.Trim().Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))];
    }
}
