using System.Globalization;
using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Teachers.Batches;

/// <summary>Finds jobs that were paid for and are not, or not wholly, in the record: adopted by id, submitted by a build that was killed before it learned the id, or on another machine.</summary>
internal sealed class BatchRecovery(BatchOptions options)
{
    // Clocks of two machines.
    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(5);
    private const int Peeked = 20;
    private readonly Dictionary<string, IReadOnlyList<UInt128>> _peeked = new(StringComparer.Ordinal);
    private readonly BatchFiles _files = new(options.Files, options.Directory);
    private readonly BatchFaults _faults = new(options.Teacher, options.Time, options.FirstPause);

    /// <summary>Puts every job into the record whose results are wanted.</summary>
    public async Task RunAsync(BatchRecord record, IReadOnlyList<NotedRequest> wanted, CancellationToken cancellationToken)
    {
        await AdoptAsync(record, cancellationToken);
        var recent = await RecentAsync(cancellationToken);
        foreach (var intent in record.Open.Where(entry => entry.Id is null).ToList())
        {
            if (Match(record, intent, recent) is { } id)
                record.Put(intent with { Id = id });
        }

        var keys = wanted.Select(request => request.Key).ToHashSet();
        foreach (var job in recent.Where(job => !job.IsRunning && !record.Knows(job.Id) && (job.Hash is not null || !options.Provider.KeepsHash)))
        {
            if ((await FirstKeysAsync(job, cancellationToken)).Any(keys.Contains))
                record.Put(new BatchEntry(job.Hash ?? "", job.Id, job.Requests ?? 0, options.Time.GetUtcNow()));
        }

        // What no job has come of is asked as if it had never been meant.
        foreach (var intent in record.Open.Where(entry => entry.Id is null).ToList())
        {
            _files.Delete(intent);
            record.Close(intent);
        }
    }

    /// <summary>The job that requests were submitted as, looked for at the provider; null when there is none.</summary>
    public async Task<string?> FindAsync(BatchRecord record, BatchEntry intent, CancellationToken cancellationToken) =>
        Match(record, intent, await RecentAsync(cancellationToken));

    private async Task AdoptAsync(BatchRecord record, CancellationToken cancellationToken)
    {
        if (options.AdoptJob is not { } id || record.Knows(id))
            return;
        var job = await _faults.CallAsync(() => options.Provider.FindAsync(id, cancellationToken), cancellationToken)
            ?? throw new SynthException(Codes.BatchJobFailed, $"SynthBatchApiJob is '{id}', and provider '{options.Teacher.Provider}' of teacher '{options.Teacher.Name}' knows no such batch job; check the id and that the key belongs to the account that submitted it.");
        record.Put(new BatchEntry("", job.Id, job.Requests ?? 0, options.Time.GetUtcNow()));
    }

    private Task<IReadOnlyList<BatchJob>> RecentAsync(CancellationToken cancellationToken) =>
        _faults.CallAsync(() => options.Provider.RecentAsync(cancellationToken), cancellationToken);

    // A provider that keeps no hash is asked for a running job of the same size that is younger than the intent.
    private string? Match(BatchRecord record, BatchEntry intent, IReadOnlyList<BatchJob> recent) => recent.FirstOrDefault(job =>
        !record.Knows(job.Id)
        && (options.Provider.KeepsHash ? job.Hash == intent.Hash : job.IsRunning && job.Requests == intent.Requests && job.Created >= intent.Started - s_skew))?.Id;

    // The first keys alone: of a job of others nothing more is fetched. What a job holds does not change, and what is wanted does from round to round.
    private async Task<IReadOnlyList<UInt128>> FirstKeysAsync(BatchJob job, CancellationToken cancellationToken)
    {
        if (!_peeked.TryGetValue(job.Id, out var keys))
            _peeked[job.Id] = keys = await _faults.CallAsync(() => PeekAsync(job, cancellationToken), cancellationToken);
        return keys;
    }

    private async Task<List<UInt128>> PeekAsync(BatchJob job, CancellationToken cancellationToken)
    {
        var keys = new List<UInt128>();
        var left = Peeked;
        await foreach (var line in options.Provider.ResultsAsync(job, cancellationToken))
        {
            if (options.Provider.ReadResult(line) is { } result && UInt128.TryParse(result.Key, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var key))
                keys.Add(key);
            if (--left == 0)
                break;
        }

        return keys;
    }
}
