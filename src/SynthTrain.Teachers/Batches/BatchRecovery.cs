using SynthTrain.Core.Diagnostics;
using SynthTrain.Teachers.Providers;

namespace SynthTrain.Teachers.Batches;

/// <summary>Finds jobs that were paid for and are not, or not wholly, in the record: adopted by id, submitted by a build that was killed before it learned the id, or on another machine.</summary>
internal sealed class BatchRecovery(BatchOptions options)
{
    // Clocks of two machines.
    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(5);
    // Of a job of ours enough to tell whether it has anything of a few rows; of others' as little as can be.
    private const int Peeked = 200;
    private const int PeekedOfOthers = 20;
    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);
    private readonly HashSet<string> _guessed = new(StringComparer.Ordinal);
    private bool _isAdopted;
    private readonly Dictionary<string, IReadOnlyList<UInt128>> _peeked = new(StringComparer.Ordinal);
    private readonly BatchFiles _files = new(options.Files, options.Directory);
    private readonly BatchFaults _faults = new(options);

    /// <summary>Puts every job into the record whose results are wanted.</summary>
    public async Task RunAsync(BatchRecord record, IReadOnlyList<NotedRequest> wanted, CancellationToken cancellationToken)
    {
        await AdoptAsync(record, cancellationToken);
        var intents = record.Open.Where(entry => entry.Id is null).ToList();
        var recent = await RecentAsync(intents.Count == 0 ? null : intents.Min(intent => intent.Started), cancellationToken);
        foreach (var intent in intents)
        {
            if (Match(record, intent, recent) is { } id)
                record.Put(intent with { Id = id });
        }

        var keys = wanted.Select(request => request.Key).ToHashSet();
        foreach (var job in recent.Where(job => !job.IsRunning && !record.Knows(job.Id) && (job.Hash is not null || !options.Provider.KeepsHash)))
        {
            if ((await FirstKeysAsync(job, cancellationToken)).Any(keys.Contains))
                record.Put(Entry(job));
        }

        // What no job has come of is asked as if it had never been meant.
        foreach (var intent in record.Open.Where(entry => entry.Id is null).ToList())
        {
            _files.Delete(intent);
            record.Close(intent);
        }
    }

    /// <summary>Whether a job was taken for an entry's by its size alone.</summary>
    public bool IsGuess(string id) => _guessed.Contains(id);

    /// <summary>The job that requests were submitted as, looked for at the provider; null when there is none.</summary>
    public async Task<string?> FindAsync(BatchRecord record, BatchEntry intent, CancellationToken cancellationToken) =>
        Match(record, intent, await RecentAsync(intent.Started, cancellationToken));

    private async Task AdoptAsync(BatchRecord record, CancellationToken cancellationToken)
    {
        if (options.AdoptJob is not { } id || _isAdopted)
            return;
        _isAdopted = true;
        // Whoever names a job wants it, also when it was taken before: its replies may have been deleted since.
        record.Unsee(id);
        if (record.Knows(id))
            return;
        var job = await _faults.CallAsync(() => options.Provider.FindAsync(id, cancellationToken), cancellationToken)
            ?? throw new SynthException(Codes.BatchJobFailed, $"SynthBatchApiJob is '{id}', and provider '{options.Teacher.Provider}' of teacher '{options.Teacher.Name}' knows no such batch job; check the id and that the key belongs to the account that submitted it.");
        record.Put(Entry(job) with { Hash = "" });
    }

    private BatchEntry Entry(BatchJob job) => new(job.Hash ?? "", job.Id, job.Requests ?? 0, job.Created ?? options.Time.GetUtcNow());

    // The newest page, and those before it back to when a job was about to be submitted.
    private Task<List<BatchJob>> RecentAsync(DateTimeOffset? since, CancellationToken cancellationToken) => _faults.CallAsync(
        async () =>
        {
            var jobs = new List<BatchJob>();
            await foreach (var page in options.Provider.RecentAsync(cancellationToken))
            {
                jobs.AddRange(page);
                if (page.Count == 0 || page[^1].Created is not { } created || since is not { } begun || created < begun - s_skew)
                    break;
            }

            return jobs;
        },
        cancellationToken);

    // A provider that keeps no hash is asked for a running job of the same size that is younger than the intent.
    private string? Match(BatchRecord record, BatchEntry intent, List<BatchJob> recent)
    {
        var id = recent.Find(job => !record.Knows(job.Id) && !_gone.Contains(job.Id) && (options.Provider.KeepsHash ? job.Hash == intent.Hash : job.IsRunning && job.Requests == intent.Requests && job.Created >= intent.Started - s_skew))?.Id;
        if (id is not null && !options.Provider.KeepsHash)
            _guessed.Add(id);
        return id;
    }

    // The first keys alone: nothing more is fetched of a job that is not wanted. What a job holds does not change, and what is wanted does from round to round.
    private async Task<IReadOnlyList<UInt128>> FirstKeysAsync(BatchJob job, CancellationToken cancellationToken)
    {
        if (!_peeked.TryGetValue(job.Id, out var keys))
            _peeked[job.Id] = keys = await _faults.CallAsync(() => PeekAsync(job, cancellationToken), cancellationToken);
        return keys;
    }

    private async Task<List<UInt128>> PeekAsync(BatchJob job, CancellationToken cancellationToken)
    {
        var keys = new List<UInt128>();
        var left = job.Hash is null ? PeekedOfOthers : Peeked;
        try
        {
            await foreach (var line in options.Provider.ResultsAsync(job, cancellationToken))
            {
                if (options.Provider.ReadResult(line) is { } result && NotedRequest.TryKey(result.Key, out var key))
                    keys.Add(key);
                if (--left == 0)
                    break;
            }
        }
        catch (ProviderException e) when (_faults.Error(e) is not null)
        {
            _gone.Add(job.Id);
            options.Say($"{options.Stage}: batch job {job.Id} cannot be looked into: {e.Message}");
        }

        return keys;
    }
}
