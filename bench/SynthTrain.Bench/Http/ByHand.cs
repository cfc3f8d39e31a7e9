using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SynthTrain.Bench.Rows;

namespace SynthTrain.Bench.Http;

/// <summary>What a good engineer writes by hand: an <see cref="HttpClient"/>, a semaphore, answers kept in memory and written at the end. The peer of the same run.</summary>
internal static class ByHand
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var root = arguments.Text("root");
        var url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{arguments.Int("port", 0)}/v1/chat/completions"));
        using var client = new HttpClient();
        using var places = new SemaphoreSlim(arguments.Int("concurrency", 64));
        var started = Stopwatch.GetTimestamp();
        var rows = (await File.ReadAllLinesAsync(Path.Combine(root, "plan.jsonl"))).Select(line => JsonElement.Parse(line)).ToList();
        var texts = await Task.WhenAll(rows.Select(row => AskAsync(client, url, places, row.GetProperty("prompt").GetString()!)));
        await File.WriteAllLinesAsync(Path.Combine(root, "by-hand.jsonl"), texts.Select(text => JsonSerializer.Serialize(new { text })));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(JsonSerializer.Serialize(new Measured
        {
            Count = texts.Length,
            Seconds = seconds,
            MeanLatencyMs = 0,
            CpuSeconds = process.TotalProcessorTime.TotalSeconds,
            PeakBytes = RowsChild.PeakBytes(),
            Calls = texts.Length,
            Reused = 0,
            Collections = GC.CollectionCount(0),
            Allocated = GC.GetTotalAllocatedBytes(),
        }));
        return 0;
    }

    private static async Task<string> AskAsync(HttpClient client, Uri url, SemaphoreSlim places, string prompt)
    {
        await places.WaitAsync();
        try
        {
            var body = JsonSerializer.Serialize(new { model = "bench-model", messages = new[] { new { role = "user", content = $"Write a travel note about: {prompt}" } } });
            for (var attempt = 0; ; attempt++)
            {
                using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
                using var response = await client.PostAsync(url, content);
                if (response.IsSuccessStatusCode)
                    return JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
                await Task.Delay(50 << Math.Min(attempt, 6));
            }
        }
        finally
        {
            places.Release();
        }
    }
}
