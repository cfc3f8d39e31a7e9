using System.Text.Json;
using SynthTrain.Core.Hashing;
using SynthTrain.Loopback.Answers;
using SynthTrain.Loopback.Faults;
using SynthTrain.Loopback.Hosting;
using SynthTrain.Loopback.Requests;
using SynthTrain.Loopback.Wire;

namespace SynthTrain.Loopback.Batches;

/// <summary>Makes the results of a job.</summary>
internal sealed class BatchRunner(ServerState state, WireFormat wire)
{
    /// <summary>The results, as the job's rule wants them.</summary>
    public IReadOnlyList<BatchResult> Run(BatchJob job)
    {
        var done = job.End switch
        {
            BatchEnd.Completed => job.Rows.Count,
            BatchEnd.Failed => 0,
            _ => (int)(job.Rows.Count * job.Rule.DoneShare),
        };
        var results = new List<BatchResult>(job.Rows.Count);
        for (var i = 0; i < job.Rows.Count && job.End != BatchEnd.Failed; i++)
        {
            if (Every(job.Rule.MissingEvery, i))
                continue;
            var result = i < done ? Answer(job, job.Rows[i]) : Undone(job, job.Rows[i]);
            results.Add(result);
            if (Every(job.Rule.DoubledEvery, i))
                results.Add(result);
        }

        if (job.Rule.Stranger && results.Count > 0)
            results.Add(results[0] with { Key = "nobody-asked-for-this" });
        if (job.Rule.Reordered)
            new SeededRandom("order", job.Id).Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(results));
        return results;
    }

    private static bool Every(int nth, int index) => nth > 0 && (index + 1) % nth == 0;

    private static BatchResult Undone(BatchJob job, BatchRow row) =>
        new(row.Key, job.End == BatchEnd.Cancelled ? BatchRowState.Cancelled : BatchRowState.Expired, 0, []);

    private BatchResult Answer(BatchJob job, BatchRow row)
    {
        ServerRequest request;
        try
        {
            using var body = JsonDocument.Parse(row.Body);
            if (wire.CheckVersion(row.Version, body.RootElement) is { } old)
                return Error(row, old);
            request = wire.Read(row.Path, body.RootElement, state.Options) with { ContentHash = ContentHashes.Of(row.Path, row.Body) };
        }
        catch (WireException e)
        {
            return Error(row, e.Error);
        }
        catch (JsonException e)
        {
            return Error(row, new WireError(ErrorKind.BadRequest, e.Message));
        }

        var entry = state.BatchLog.Begin(state.Log.Now, row.Path, request);
        try
        {
            var fault = job.Rule.Rows.Pick(new FaultSubject(entry.Number, entry.Attempt, entry.ContentHash, request.Model, () => request.Prompt));
            entry.Fault = fault is null ? null : JsonNamingPolicy.SnakeCaseLower.ConvertName(fault.Kind.ToString());
            var error = Refusal(request) ?? (fault is null ? null : FaultErrors.Error(fault, request, "", wire.BlocksPrompts));
            entry.Status = error is null ? 200 : wire.Status(error);
            entry.Answered = error is null && fault is null;
            if (error is not null)
                return Error(row, error);
            var reply = ReplyMaker.Make(request, entry.Number, state.Options.Answer ?? DefaultAnswers.Answer, fault?.Kind ?? FaultKind.None);
            return new BatchResult(row.Key, BatchRowState.Succeeded, 200, WireFormat.Bytes(json => wire.WriteReply(json, request, reply)));
        }
        finally
        {
            state.BatchLog.End(entry);
        }
    }

    private WireError? Refusal(ServerRequest request)
    {
        if (state.Options.Models is { } models && !models.Contains(request.Model))
            return FaultErrors.UnknownModel(request.Model);
        return state.Options.StrictSchemas && request is { Schema: not null, SchemaIsStrict: true } ? wire.CheckSchema(request) : null;
    }

    private BatchResult Error(BatchRow row, WireError error) =>
        new(row.Key, BatchRowState.Errored, wire.Status(error), WireFormat.Bytes(json => wire.WriteError(json, error)));
}
