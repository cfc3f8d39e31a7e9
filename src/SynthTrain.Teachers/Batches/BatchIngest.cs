using System.Globalization;
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
    private readonly BatchFaults _faults = new(options.Teacher, options.Time, options.FirstPause);

    /// <summary>Takes them.</summary>
    /// <exception cref="SynthException">Not one request was answered, and for a reason that no further job would mend.</exception>
    public async Task<BatchTally> RunAsync(BatchEntry entry, BatchJob job, CancellationToken cancellationToken)
    {
        var path = _files.Results(job.Id);
        // Killed while they were taken: they lie here.
        if (options.Files.Stat(path) is null)
            await _faults.CallAsync(() => DownloadAsync(job, path, cancellationToken), cancellationToken);
        var tally = new BatchTally();
        var known = _files.KeysOf(entry).ToHashSet();
        using var lines = options.Files.OpenRead(path);
        var splitter = new LineSplitter(lines);
        while (splitter.Next(out var line))
        {
            if (line.Bytes.Length > 0)
                await TakeAsync(line.Bytes, known, tally, cancellationToken);
        }

        return tally.Replies == 0 && tally.Error is { } error ? throw error : tally;
    }

    private async Task<bool> DownloadAsync(BatchJob job, string path, CancellationToken cancellationToken)
    {
        using var file = new AtomicFile(options.Files, path);
        await foreach (var line in options.Provider.ResultsAsync(job, cancellationToken))
        {
            file.Stream.Write(line.Span);
            file.Stream.WriteByte((byte)'\n');
        }

        file.Commit();
        return true;
    }

    private async Task TakeAsync(ReadOnlyMemory<byte> line, HashSet<UInt128> known, BatchTally tally, CancellationToken cancellationToken)
    {
        if (options.Provider.ReadResult(line) is not { } result || !UInt128.TryParse(result.Key, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var key) || !(known.Contains(key) || noted.Has(key)))
        {
            tally.Unknown++;
            return;
        }

        if (options.Store.Find(key) is not null)
        {
            tally.Doubled++;
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
            Fail(key, e.Message, tally);
        }
    }

    private void Keep(UInt128 key, TeacherReply reply, BatchTally tally)
    {
        reply = ReplyCache.Storable(options.Secrets.Scrub(reply));
        var cost = reply.Cost ?? options.Price(reply.InputTokens, reply.OutputTokens);
        options.Store.Add(key, reply with { Cost = cost });
        tally.Replies++;
        tally.Usage = new SpendUsage(tally.Usage.InputTokens + reply.InputTokens, tally.Usage.OutputTokens + reply.OutputTokens, cost is null ? tally.Usage.Cost : (tally.Usage.Cost ?? 0) + cost);
    }

    private void Fail(UInt128 key, string message, BatchTally tally)
    {
        failures.Add(key, message);
        tally.Failed++;
        tally.Message ??= message;
    }
}
