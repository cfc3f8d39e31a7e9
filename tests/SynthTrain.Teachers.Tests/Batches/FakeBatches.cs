using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Batches;
using SynthTrain.Teachers.Providers;

namespace SynthTrain.Teachers.Tests.Batches;

/// <summary>A provider whose jobs end at the second look, answer <c>[prompt]</c>, and go wrong as a test says.</summary>
internal sealed class FakeBatches : IBatchProvider
{
    private readonly List<Job> _jobs = [];

    /// <summary>Requests that were paid for, by prompt.</summary>
    public List<string> Paid { get; } = [];

    public int Submits { get; private set; }

    /// <summary>Looks after which a job has ended.</summary>
    public int LooksToEnd { get; set; } = 2;

    public BatchLimits Limits { get; set; } = new(1000, 1 << 20);

    public bool KeepsHash { get; set; } = true;

    /// <summary>Changes a job's result lines: job number from 1, lines.</summary>
    public Func<int, List<string>, IEnumerable<string>> Results { get; set; } = (_, lines) => lines;

    /// <summary>Thrown by a submit, before or after the job is made: submit number from 1.</summary>
    public Func<int, (bool Made, Exception Thrown)?> Submit { get; set; } = _ => null;

    public Action? Looked { get; set; }

    /// <summary>Thrown instead of a job's results.</summary>
    public Func<string, Exception?> Reading { get; set; } = _ => null;

    /// <summary>Gets each line of results that is read.</summary>
    public Action<ReadOnlyMemory<byte>>? Read { get; set; }

    /// <summary>Jobs that the provider knows no more, or not with this key.</summary>
    public HashSet<string> Forgotten { get; } = new(StringComparer.Ordinal);

    /// <summary>Jobs that never end.</summary>
    public HashSet<string> Endless { get; } = new(StringComparer.Ordinal);

    /// <summary>Jobs on one page of the list.</summary>
    public int PageSize { get; set; } = 100;

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public IReadOnlyList<string> Ids => [.. _jobs.Select(job => job.Id)];

    /// <summary>A job of somebody else.</summary>
    public string Add(IEnumerable<string> lines, TimeSpan age, string? hash = null, int looks = int.MaxValue / 2)
    {
        var job = new Job($"job/{_jobs.Count + 1}", hash, [.. lines], _jobs.Count + 1, Time.GetUtcNow() - age) { Looks = looks };
        _jobs.Add(job);
        return job.Id;
    }

    public void WriteRequest(Stream output, string key, ReadOnlySpan<byte> body)
    {
        output.Write(Encoding.UTF8.GetBytes($$"""{"key":"{{key}}","body":"""));
        output.Write(body);
        output.Write("}\n"u8);
    }

    public Task<string> SubmitAsync(BatchUpload upload, CancellationToken cancellationToken)
    {
        var fault = Submit(++Submits);
        if (fault is { Made: false })
            throw fault.Value.Thrown;
        var requests = File.ReadAllLines(upload.Path);
        Assert.IsLessThanOrEqualTo(Limits.Requests, requests.Length);
        var lines = requests.Select(line => JsonNode.Parse(line)!).Select(line => Line(line["key"]!.GetValue<string>(), 200, line["body"]!["prompt"]!.GetValue<string>())).ToList();
        Paid.AddRange(requests.Select(line => JsonNode.Parse(line)!["body"]!["prompt"]!.GetValue<string>()));
        var job = new Job($"job/{_jobs.Count + 1}", upload.Hash, lines, _jobs.Count + 1, Time.GetUtcNow());
        _jobs.Add(job);
        return fault is { } late ? throw late.Thrown : Task.FromResult(job.Id);
    }

    public Task<BatchJob?> FindAsync(string id, CancellationToken cancellationToken)
    {
        Looked?.Invoke();
        var job = _jobs.Find(job => job.Id == id && !Forgotten.Contains(id));
        if (job is not null)
            job.Looks++;
        return Task.FromResult(job is null ? null : View(job));
    }

    public async IAsyncEnumerable<IReadOnlyList<BatchJob>> RecentAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (var page in _jobs.Where(job => !Forgotten.Contains(job.Id)).OrderByDescending(job => job.Created).ThenByDescending(job => job.Number).Select(View).Chunk(PageSize).ToList())
            yield return page;
    }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ResultsAsync(BatchJob job, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        var made = _jobs.Find(made => made.Id == job.Id)!;
        if (Reading(job.Id) is { } fault)
            throw fault;
        foreach (var line in Results(made.Number, [.. made.Lines]))
            yield return Encoding.UTF8.GetBytes(line);
    }

    public BatchResult? ReadResult(ReadOnlyMemory<byte> line)
    {
        Read?.Invoke(line);
        try
        {
            using var json = JsonDocument.Parse(line);
            return new BatchResult(json.RootElement.GetProperty("key").GetString()!, json.RootElement.GetProperty("status").GetInt32(), Encoding.UTF8.GetBytes(json.RootElement.GetProperty("text").GetString()!));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string Line(string key, int status, string text) => $$"""{"key":"{{key}}","status":{{status}},"text":"{{text}}"}""";

    /// <summary>The line with another status.</summary>
    public static string Status(string line, int status) => line.Replace("\"status\":200", $"\"status\":{status}", StringComparison.Ordinal);

    private BatchJob View(Job job)
    {
        var isRunning = job.Looks < LooksToEnd || Endless.Contains(job.Id);
        return new(job.Id, isRunning, isRunning ? "in_progress" : "completed") { Hash = KeepsHash ? job.Hash : null, Requests = job.Lines.Count, Created = job.Created };
    }

    private sealed class Job(string id, string? hash, List<string> lines, int number, DateTimeOffset created)
    {
        public string Id => id;

        public string? Hash => hash;

        public List<string> Lines => lines;

        public int Number => number;

        public DateTimeOffset Created => created;

        public int Looks { get; set; }
    }
}

/// <summary>Bodies are <c>{"prompt":…}</c>, replies <c>[prompt]</c>.</summary>
internal sealed class FakeWire : IBatchWire
{
    public Task<ReadOnlyMemory<byte>> BodyAsync(TeacherRequest request, CancellationToken cancellationToken) =>
        Task.FromResult<ReadOnlyMemory<byte>>(Encoding.UTF8.GetBytes(new JsonObject { ["prompt"] = request.Messages[^1].Content }.ToJsonString()));

    public Task<TeacherReply> ReplyAsync(int status, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) => status switch
    {
        200 => Task.FromResult(new TeacherReply($"[{Encoding.UTF8.GetString(body.Span)}]", "m", "stop", 10, 5)),
        401 => throw new ProviderException(ProviderFault.Unauthorized, "HTTP 401: no such key"),
        413 => throw new ProviderException(ProviderFault.TooLong, "HTTP 413: too long"),
        299 => throw new ProviderException(ProviderFault.BadReply, "it has no message") { MayBeCharged = true },
        _ => throw new ProviderException(ProviderFault.Server, $"HTTP {status}"),
    };
}
