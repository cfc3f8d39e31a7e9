using System.Globalization;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Teachers.Money;
using SynthTrain.Teachers.Providers;

namespace SynthTrain.Teachers.Batches;

/// <summary>One round: resumes open jobs, submits what none of them covers, waits, and takes results.</summary>
internal sealed class BatchRounds(BatchOptions options, NotedRequests noted, BatchFailures failures)
{
    // Providers promise a day, and the slowest gives a job up after two.
    private static readonly TimeSpan s_longestJob = TimeSpan.FromHours(50);
    private readonly BatchFiles _files = new(options.Files, options.Directory);
    private readonly BatchFaults _faults = new(options);
    private readonly BatchIngest _ingest = new(options, noted, failures);
    private readonly BatchRecovery _recovery = new(options);
    private readonly BatchSpend _spend = new(options);
    private string _last = "the provider gave no results";
    private int _fruitless;
    private bool _gaveUp;

    /// <summary>Runs it.</summary>
    public async Task RunAsync(CancellationToken drain)
    {
        var record = BatchRecord.Read(options.Files, options.Directory);
        _files.DeleteAllBut(record.Open);
        _gaveUp = false;
        var wanted = noted.Sorted();
        await _recovery.RunAsync(record, wanted, drain);
        // What a job answers whose requests are not known here is known when it has ended; until then, asking might ask twice.
        var replies = await WaitAsync(record, entry => !_files.KnowsKeys(entry), [], drain);
        var covered = record.Open.SelectMany(_files.KeysOf).ToHashSet();
        var fresh = wanted.Where(request => !covered.Contains(request.Key) && options.Store.Find(request.Key) is null);
        replies += await WaitAsync(record, Wanted(), new Queue<BatchPart>(BatchPart.Split(fresh, options.Provider.Limits)), drain);
        _fruitless = replies > 0 ? 0 : _fruitless + (_gaveUp ? 0 : 1);
        if (_fruitless >= options.MaxFruitless)
            throw new SynthException(Codes.BatchJobFailed, $"Batch jobs of teacher '{options.Teacher.Name}' ({options.Teacher.Provider}) brought no reply in {_fruitless} rounds; the last one said: {_last} What other jobs answered is kept; with SynthBatchApi=false the rows are asked one by one.");
    }

    // Jobs that have nothing which is asked now run on for a build that asks.
    private Func<BatchEntry, bool> Wanted()
    {
        var known = new Dictionary<string, bool>(StringComparer.Ordinal);
        return entry => known.TryGetValue(entry.Hash, out var isWanted) ? isWanted : known[entry.Hash] = _files.KeysOf(entry).Any(noted.Has);
    }

    private async Task<int> WaitAsync(BatchRecord record, Func<BatchEntry, bool> isMeant, Queue<BatchPart> parts, CancellationToken drain)
    {
        var replies = 0;
        var started = options.Time.GetTimestamp();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(drain);
        using var ending = new Ending(stop);
        Task? holding = null;
        for (var pause = options.FirstPause; ;)
        {
            while (parts.Count > 0 && Open().Count < options.MaxJobs)
            {
                // Room in the budget may come from a job that is waited for here.
                holding ??= _spend.HoldAsync(parts.Peek(), stop.Token);
                if (!holding.IsCompleted && Open().Count > 0)
                    break;
                await holding;
                holding = null;
                await SubmitAsync(record, parts.Dequeue(), drain);
            }

            var open = Open();
            if (open.Count == 0)
                return replies;
            var ended = 0;
            foreach (var entry in open)
            {
                if (await TryEndAsync(record, entry, options.Time.GetElapsedTime(started), drain) is not { } taken)
                    continue;
                (ended, replies) = (ended + 1, replies + taken);
            }

            if (ended > 0)
                continue;
            await Task.Delay(pause, options.Time, drain);
            pause = pause * 1.5 < options.LongestPause ? pause * 1.5 : options.LongestPause;
        }

        List<BatchEntry> Open() => [.. record.Open.Where(entry => entry.Id is not null && isMeant(entry))];
    }

    // The number of replies of a job that has ended; null while it runs.
    private async Task<int?> TryEndAsync(BatchRecord record, BatchEntry entry, TimeSpan elapsed, CancellationToken drain)
    {
        drain.ThrowIfCancellationRequested();
        var job = await _faults.CallAsync(() => options.Provider.FindAsync(entry.Id!, drain), drain) ?? throw _faults.NotFound(entry.Id!);
        if (job.IsRunning)
        {
            if (options.Time.GetUtcNow() - entry.Started is var age && age > s_longestJob)
                throw _faults.Endless(job, age);
            options.Say(string.Create(CultureInfo.InvariantCulture, $"{options.Stage}: batch job {job.Id} is {job.State}, {job.Done} of {job.Requests ?? entry.Requests} requests done, waiting for {elapsed:hh\\:mm\\:ss}"));
            return null;
        }

        var tally = await _ingest.RunAsync(entry, job, drain);
        options.Say($"{options.Stage}: batch job {entry.Id} is {job.State}: {tally}");
        if (tally.IsForeign && _recovery.IsGuess(job.Id))
        {
            // Of the same size and another's: whether ours was made is looked for in the next round.
            options.Files.Delete(_files.Results(job.Id));
            record.Reopen(entry);
            _gaveUp = true;
            return 0;
        }

        _last = Sentence(job.Message ?? tally.Message ?? $"job '{entry.Id}' is {job.State} and has no results for these requests");
        _spend.Settle(entry.Hash, tally.Usage);
        record.Close(entry);
        _files.Delete(entry);
        // Not one request was answered, and no further job would change that. Thrown last: the next build begins anew.
        return tally is { Replies: 0, Error: { } error } ? throw error : tally.Replies + tally.Rejected;
    }

    private async Task SubmitAsync(BatchRecord record, BatchPart part, CancellationToken drain)
    {
        drain.ThrowIfCancellationRequested();
        _files.Write(part, noted);
        var intent = new BatchEntry(part.Hash, null, part.Requests.Count, options.Time.GetUtcNow());
        record.Put(intent);
        var id = await SubmitAsync(record, intent, new BatchUpload(_files.Requests(part.Hash), part.Hash), drain);
        record.Put(intent with { Id = id });
        options.Say($"{options.Stage}: batch job {id} submitted with {part.Requests.Count} requests");
    }

    private async Task<string> SubmitAsync(BatchRecord record, BatchEntry intent, BatchUpload upload, CancellationToken drain)
    {
        // A job of the same requests may run already: submitted on another machine, or by a build whose record is lost.
        var found = options.Provider.KeepsHash ? await _recovery.FindAsync(record, intent, drain) : null;
        for (var attempt = 1; found is null; attempt++)
        {
            try
            {
                return await options.Provider.SubmitAsync(upload, drain);
            }
            catch (ProviderException e)
            {
                if (_faults.Error(e) is { } error)
                {
                    record.Close(intent);
                    _files.Delete(intent);
                    _spend.Settle(intent.Hash, SpendUsage.Nothing);
                    throw error;
                }

                if (attempt >= options.Teacher.Limits.MaxAttempts)
                    throw _faults.Down(e);
                await _faults.PauseAsync(attempt, e, drain);
                // The answer may be lost and the job made all the same.
                found = await _recovery.FindAsync(record, intent, drain);
            }
        }

        return found;
    }

    // A hold that is waited for while the round ends with a fault is given up.
    private sealed class Ending(CancellationTokenSource stop) : IDisposable
    {
        public void Dispose() => stop.Cancel();
    }

    private static string Sentence(string text) => text.TrimEnd('.', ' ') + ".";
}
