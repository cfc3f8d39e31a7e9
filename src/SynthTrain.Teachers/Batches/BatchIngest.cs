using System.Text;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Money;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Replies;
using SynthTrain.Teachers.Resilience;

namespace SynthTrain.Teachers.Batches;

/// <summary>Takes a job's results: to disk first, then into the reply cache, matched by key alone.</summary>
internal sealed class BatchIngest(BatchOptions options, NotedRequests noted, BatchFailures failures)
{
    private readonly BatchFiles _files = new(options.Files, options.Directory);
    private readonly BatchSpend _spend = new(options);
    private readonly BatchFaults _faults = new(options);

    /// <summary>Takes them.</summary>
    /// <exception cref="SynthException">They cannot be had.</exception>
    public async Task<BatchTally> RunAsync(BatchEntry entry, BatchJob job, CancellationToken cancellationToken)
    {
        var path = _files.Results(job.Id);
        // Killed while they were taken: they lie here.
        if (options.Files.Stat(path) is null)
            await _faults.CallAsync(() => DownloadAsync(job, path, cancellationToken), cancellationToken);
        var tally = new BatchTally(options.Price(new TeacherReply("", options.Teacher.Models[0], "", 0, 0)));
        // Keys hash whole requests: what a job that was found answers is an answer, also when this build does not ask.
        var known = _files.KnowsKeys(entry) ? _files.KeysOf(entry).ToHashSet() : null;
        using var lines = options.Files.OpenRead(path);
        var splitter = new LineSplitter(lines);
        while (splitter.Next(out var line))
        {
            if (line.Bytes.Length > 0)
                await TakeAsync(line.Bytes, known, tally, cancellationToken);
        }

        return tally;
    }

    private async Task<bool> DownloadAsync(BatchJob job, string path, CancellationToken cancellationToken)
    {
        using var file = new AtomicFile(options.Files, path);
        try
        {
            await foreach (var line in options.Provider.ResultsAsync(job, cancellationToken))
            {
                file.Stream.Write(Encoding.UTF8.GetBytes(options.Secrets.Scrub(Encoding.UTF8.GetString(line.Span))));
                file.Stream.WriteByte((byte)'\n');
            }
        }
        catch (ProviderException e) when (e.Status is 403 or 404 or 410)
        {
            throw _faults.Gone(job.Id, e);
        }

        file.Commit();
        return true;
    }

    private async Task TakeAsync(ReadOnlyMemory<byte> line, HashSet<UInt128>? known, BatchTally tally, CancellationToken cancellationToken)
    {
        if (options.Provider.ReadResult(line) is not { } result || !NotedRequest.TryKey(result.Key, out var key) || !(known is null || known.Contains(key) || noted.Has(key)))
        {
            tally.Unknown++;
            return;
        }

        if (options.Store.Find(key) is not null)
        {
            tally.Doubled++;
            return;
        }

        if (known is null && !noted.Has(key))
        {
            await KeepForOthersAsync(key, result, tally, cancellationToken);
            return;
        }

        if (result.Status == 0)
        {
            Fail(key, result.Message ?? "the request was not processed", tally);
            return;
        }

        try
        {
            Keep(key, await options.Wire.ReplyAsync(result.Status, result.Body, cancellationToken), tally);
        }
        catch (ProviderException e) when (e.Fault == ProviderFault.TooLong)
        {
            failures.Reject(key, new TeacherReply("", options.Teacher.Models[0], e.Fault.Word(), 0, 0) { Rejection = e.Fault.Word(), RejectionDetail = options.Secrets.Scrub(e.Message) });
            tally.Rejected++;
        }
        catch (ProviderException e)
        {
            tally.Error ??= _faults.Error(e);
            if (e.MayBeCharged && noted.Find(key) is { } request)
                tally.Add(new SpendUsage(request.InputTokens, request.OutputTokens, _spend.BoundOf(request)));
            Fail(key, e.Message, tally);
        }
    }

    // A fault of a request that nobody asks is nobody's.
    private async Task KeepForOthersAsync(UInt128 key, BatchResult result, BatchTally tally, CancellationToken cancellationToken)
    {
        try
        {
            if (result.Status == 200)
            {
                Store(key, await options.Wire.ReplyAsync(result.Status, result.Body, cancellationToken));
                tally.Kept++;
            }
        }
        catch (ProviderException)
        {
            tally.Unknown++;
        }
    }

    private void Keep(UInt128 key, TeacherReply reply, BatchTally tally)
    {
        tally.Add(new SpendUsage(reply.InputTokens, reply.OutputTokens, Store(key, reply)));
        tally.Replies++;
    }

    private decimal? Store(UInt128 key, TeacherReply reply)
    {
        reply = ReplyCache.Storable(options.Secrets.Scrub(reply));
        var cost = reply.Cost ?? options.Price(reply);
        options.Store.Add(key, reply with { Cost = cost });
        return cost;
    }

    private void Fail(UInt128 key, string message, BatchTally tally)
    {
        failures.Add(key, message);
        tally.Failed++;
        tally.Message ??= message;
    }
}
