using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using SynthTrain.Loopback.Faults;
using SynthTrain.Loopback.Hosting;
using SynthTrain.Loopback.Requests;
using SynthTrain.Loopback.Transport;
using SynthTrain.Loopback.Wire;

namespace SynthTrain.Loopback.Batches;

/// <summary>Answers calls of batch and file endpoints.</summary>
internal sealed class BatchHandler(ServerState state)
{
    /// <summary>Marks a call whose reply is lost.</summary>
    public static readonly object Lost = new();

    private readonly ConcurrentDictionary<string, int> _attempts = new(StringComparer.Ordinal);
    private long _calls;

    public async Task HandleAsync(HttpContext context, BatchApi api, byte[] body)
    {
        var number = Interlocked.Increment(ref _calls);
        var call = $"{context.Request.Method} {context.Request.Path}";
        var attempt = _attempts.AddOrUpdate(call, 1, (_, count) => count + 1);
        var fault = state.BatchScript.Calls.Pick(new FaultSubject(number, attempt, ContentHashes.Of(call, []), "", () => call));
        api.Wire.SetHeaders(context.Response, number);
        var outgoing = fault is null ? null : Broken(context, api, fault);
        outgoing ??= Answer(context, api, body);
        if (context.Items.ContainsKey(Lost))
            context.Abort();
        else
            await Delivery.SendAsync(context, outgoing, fault);
    }

    private static Outgoing Error(HttpResponse response, BatchApi api, WireError error)
    {
        if (api.Wire.RetryInHeaders && error.Retry is { } retry)
            RetryHeaders.Set(response.Headers, retry);
        return new Outgoing(api.Wire.Status(error), Outgoing.Json, [WireFormat.Bytes(json => api.Wire.WriteError(json, error))]);
    }

    private static Outgoing? Broken(HttpContext context, BatchApi api, ActiveFault fault)
    {
        var nothing = new ServerRequest { Protocol = api.Wire.Name, Model = "", Messages = [] };
        return FaultErrors.Page(fault) ?? (FaultErrors.Error(fault, nothing, api.Wire.Key(context.Request), blocksPrompts: true) is { } error ? Error(context.Response, api, error) : null);
    }

    private Outgoing Answer(HttpContext context, BatchApi api, byte[] body)
    {
        if (api.CheckAccess(context.Request, state.Options.ApiKey) is { } refusal)
            return Error(context.Response, api, refusal);
        try
        {
            return api.Handle(context.Request, body);
        }
        catch (WireException e)
        {
            return Error(context.Response, api, e.Error);
        }
    }
}
