using System.Collections.Concurrent;
using System.Globalization;
using SynthTrain.Loopback.Hosting;
using SynthTrain.Loopback.Stats;
using SynthTrain.Loopback.Wire;

namespace SynthTrain.Loopback.Batches;

/// <summary>The jobs and files of one server, in memory.</summary>
internal sealed class BatchStore(ProviderServerOptions options, RequestLog clock)
{
    private readonly ConcurrentDictionary<string, BatchJob> _jobs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StoredFile> _files = new(StringComparer.Ordinal);
    private long _jobNumbers;
    private long _fileNumbers;

    /// <summary>The limits.</summary>
    public BatchOptions Options => options.Batches;

    /// <summary>Time since the server's start.</summary>
    public TimeSpan Now => clock.Now;

    /// <summary>The time by the clock.</summary>
    public DateTimeOffset Time => options.Clock.GetUtcNow();

    /// <summary>Jobs whose id begins so, the newest first.</summary>
    public IReadOnlyList<BatchJob> Jobs(string prefix) => [.. _jobs.Values.Where(job => job.Id.StartsWith(prefix, StringComparison.Ordinal)).OrderByDescending(job => job.Number)];

    /// <summary>A job.</summary>
    public BatchJob Job(string id) => _jobs.TryGetValue(id, out var job) ? job : throw new WireException(new WireError(ErrorKind.NotFound, $"No batch found with id '{id}'."));

    /// <summary>A file.</summary>
    public StoredFile File(string id) => _files.TryGetValue(id, out var file) ? file : throw new WireException(new WireError(ErrorKind.NotFound, $"No such File object: {id}"));

    /// <summary>Keeps a job; its number and times are filled in.</summary>
    public BatchJob Add(BatchScript script, Func<long, BatchJobParts> make)
    {
        var number = Interlocked.Increment(ref _jobNumbers);
        var parts = make(number);
        var job = new BatchJob
        {
            Number = number,
            Id = parts.Id,
            Rows = parts.Rows,
            Rule = script.Rule(number),
            Made = Now,
            MadeAt = Time,
            Duration = TimeSpan.FromMilliseconds(Options.JobMs),
            Model = parts.Model,
            DisplayName = parts.DisplayName,
            InputFile = parts.InputFile,
            Endpoint = parts.Endpoint,
            Metadata = parts.Metadata,
            Fault = parts.Fault,
        };
        _jobs[job.Id] = job;
        return job;
    }

    /// <summary>Keeps a file.</summary>
    public StoredFile AddFile(string prefix, string name, string purpose, byte[] content)
    {
        var file = new StoredFile(prefix + Suffix(content, Interlocked.Increment(ref _fileNumbers)), name, purpose, content, Time);
        _files[file.Id] = file;
        return file;
    }

    /// <summary>Keeps a file under an id, once.</summary>
    public StoredFile AddFileOnce(string id, string name, Func<byte[]> content) => _files.GetOrAdd(id, key => new StoredFile(key, name, "batch_output", content(), Time));

    /// <summary>Forgets a job.</summary>
    public bool Remove(string id) => _jobs.TryRemove(id, out _);

    /// <summary>Forgets a file.</summary>
    public bool RemoveFile(string id) => _files.TryRemove(id, out _);

    private static string Suffix(byte[] content, long number) => string.Create(CultureInfo.InvariantCulture, $"{number:x4}{content.Length:x8}");
}
