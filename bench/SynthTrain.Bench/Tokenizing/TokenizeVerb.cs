using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using SynthTrain.Models.Tokenizers;
using SynthTrain.Models.Tokenizers.Training;

namespace SynthTrain.Bench.Tokenizing;

/// <summary>Encoding and training, one thread, beside Hugging Face's native program through node on the same texts in turn.</summary>
internal static class TokenizeVerb
{
    private const string Peer = """
        const fs = require('fs');
        const { Tokenizer } = require('tokenizers');
        (async () => {
          const t = Tokenizer.fromFile(process.argv[2]);
          const pieces = JSON.parse(fs.readFileSync(process.argv[3], 'utf8'));
          let tokens = 0;
          const all = async () => { tokens = 0; for (const p of pieces) tokens += (await t.encode(p, null, { addSpecialTokens: false })).getLength(); };
          await all();
          const start = process.hrtime.bigint();
          const before = process.cpuUsage();
          await all();
          const cpu = process.cpuUsage(before);
          console.log(JSON.stringify({ seconds: Number(process.hrtime.bigint() - start) / 1e9, cpu: (cpu.user + cpu.system) / 1e6, tokens }));
        })();
        """;

    public static int Run(Arguments arguments)
    {
        var golden = arguments.Text("golden");
        var texts = Corpora(arguments.Text("golden"));
        Console.WriteLine("| vocabulary | text | MB/s, words remembered | MB/s, not | first pass | npm tokenizers MB/s | ratio | ratio, not | ratio of CPU | of CPU, not |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (var name in (string[])["gpt2", "qwen2"])
        {
            var path = Path.Combine(golden, "tokenizers/published", name, "tokenizer.json");
            foreach (var (kind, text) in texts)
                Row(name, path, kind, text, arguments.Int("runs", 3));
        }

        foreach (var (kind, text) in texts)
            Train(kind, text);
        return 0;
    }

    private static void Row(string name, string path, string kind, string text, int runs)
    {
        string[] pieces = [.. text.Chunk(2000).Select(chunk => new string(chunk))];
        pieces = [.. pieces.Where(piece => !char.IsLowSurrogate(piece[0]) && !char.IsHighSurrogate(piece[^1]))];
        var megabytes = pieces.Sum(piece => Encoding.UTF8.GetByteCount(piece)) / 1e6;
        var figures = new List<double[]>();
        var tokenizer = TokenizerLoader.FromHuggingFace(path);
        var first = megabytes / Time(tokenizer, pieces, out _).Seconds;
        for (var run = 0; run < runs; run++)
        {
            tokenizer.UseWordCache = true;
            Time(tokenizer, pieces, out _);
            var (cached, cachedCpu) = Time(tokenizer, pieces, out var tokens);
            tokenizer.UseWordCache = false;
            var (plain, plainCpu) = Time(tokenizer, pieces, out _);
            var (peer, peerCpu) = PeerSeconds(path, pieces, tokens);
            figures.Add([megabytes / cached, megabytes / plain, megabytes / peer, peer / cached, peer / plain, peerCpu / cachedCpu, peerCpu / plainCpu]);
        }

        var median = Enumerable.Range(0, 7).Select(i => Median.Of(figures.Select(figure => figure[i]))).ToArray();
        Console.WriteLine($"| {name} | {kind}, {megabytes:0.0} MB | {median[0]:0.0} | {median[1]:0.0} | {first:0.0} | {median[2]:0.00} | {median[3]:0.0} | {median[4]:0.0} | {median[5]:0.0} | {median[6]:0.0} |");
    }

    private static (double Seconds, double Cpu) Time(ModelTokenizer tokenizer, string[] pieces, out int tokens)
    {
        tokens = 0;
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        foreach (var piece in pieces)
            tokens += tokenizer.EncodeToIds(piece).Count;
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        process.Refresh();
        return (seconds, (process.TotalProcessorTime - before).TotalSeconds);
    }

    private static (double Seconds, double Cpu) PeerSeconds(string tokenizer, string[] pieces, int tokens)
    {
        var (script, input) = (Path.GetTempFileName(), Path.GetTempFileName());
        try
        {
            File.WriteAllText(script, Peer);
            File.WriteAllBytes(input, JsonSerializer.SerializeToUtf8Bytes(pieces));
            var start = new ProcessStartInfo("node", [script, tokenizer, input]) { RedirectStandardOutput = true, UseShellExecute = false, Environment = { ["NODE_PATH"] = Path.GetFullPath("artifacts/peers/node_modules"), ["RAYON_NUM_THREADS"] = "1", ["UV_THREADPOOL_SIZE"] = "1" } };
            using var process = Process.Start(start)!;
            using var answer = JsonDocument.Parse(process.StandardOutput.ReadToEnd());
            process.WaitForExit();
            if (answer.RootElement.GetProperty("tokens").GetInt32() != tokens)
                throw new InvalidOperationException($"{tokens} tokens here and {answer.RootElement.GetProperty("tokens")} there.");
            return (answer.RootElement.GetProperty("seconds").GetDouble(), answer.RootElement.GetProperty("cpu").GetDouble());
        }
        finally
        {
            File.Delete(script);
            File.Delete(input);
        }
    }

    private static void Train(string kind, string text)
    {
        string[] pieces = [.. text.Chunk(2000).Select(chunk => new string(chunk)).Where(piece => !char.IsLowSurrogate(piece[0]) && !char.IsHighSurrogate(piece[^1]))];
        var megabytes = pieces.Sum(piece => Encoding.UTF8.GetByteCount(piece)) / 1e6;
        foreach (var size in (int[])[1024, 8192])
        {
            var started = Stopwatch.GetTimestamp();
            BpeTrainer.Train(pieces, new(size));
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"training on {kind}, {megabytes:0.0} MB, {size} tokens: {seconds:0.00} s, {megabytes / seconds:0.0} MB/s"));
        }
    }

    /// <summary>Code and English of this repository, and a mix of scripts from the golden texts, each at least a few hundred kilobytes.</summary>
    private static (string Kind, string Text)[] Corpora(string golden)
    {
        var code = string.Concat(Directory.EnumerateFiles("src", "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText));
        var english = string.Concat(Directory.EnumerateFiles(".", "*.md", SearchOption.AllDirectories).Where(path => !path.Contains("node_modules", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(File.ReadAllText));
        var samples = string.Join('\n', JsonSerializer.Deserialize<string[]>(File.ReadAllBytes(Path.Combine(golden, "tokenizers/texts.json")))!);
        var mixed = samples + Scripts(400_000);
        return [("English", string.Concat(Enumerable.Repeat(english, 1 + (1_000_000 / english.Length)))), ("code", code), ("mixed scripts", mixed)];
    }

    /// <summary>Sentences of made-up words of nine scripts, frequent ones more often, as in any language.</summary>
    private static string Scripts(int length)
    {
        var random = new Random(1);
        (int First, int Last, int Longest)[] scripts = [('a', 'z', 9), (0x430, 0x44F, 9), (0x3B1, 0x3C9, 9), (0x627, 0x64A, 7), (0x5D0, 0x5EA, 7), (0x915, 0x939, 6), (0x4E00, 0x5FFF, 12), (0x3041, 0x3093, 10), (0xAC00, 0xB7FF, 4)];
        var words = Array.ConvertAll(scripts, script => Enumerable.Range(0, 4000).Select(_ => new string([.. Enumerable.Range(0, random.Next(1, script.Longest + 1)).Select(_ => (char)random.Next(script.First, script.Last + 1))])).ToArray());
        var text = new StringBuilder();
        while (text.Length < length)
        {
            var of = words[random.Next(words.Length)];
            for (var i = random.Next(4, 20); i > 0; i--)
                text.Append(of[(int)(Math.Pow(random.NextDouble(), 3) * of.Length)]).Append(random.Next(12) == 0 ? ", " : " ");
            text.Append(random.Next(1900, 2100)).Append(".\n");
        }

        return text.ToString();
    }
}
