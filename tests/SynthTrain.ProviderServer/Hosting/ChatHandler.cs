using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SynthTrain.Loopback.Answers;
using SynthTrain.Loopback.Faults;
using SynthTrain.Loopback.Requests;
using SynthTrain.Loopback.Stats;
using SynthTrain.Loopback.Transport;
using SynthTrain.Loopback.Wire;

namespace SynthTrain.Loopback.Hosting;

/// <summary>Answers requests for one answer.</summary>
internal sealed class ChatHandler(ServerState state)
{
    /// <summary>Counts, checks, breaks or answers one request.</summary>
    public async Task HandleAsync(HttpContext context, WireFormat wire, byte[] body)
    {
        var started = Stopwatch.GetTimestamp();
        var arrived = state.Log.Now;
        var path = context.Request.Path.Value ?? "";
        var (request, refusal) = Read(context.Request, wire, body);
        var entry = state.Log.Begin(arrived, path, request);
        try
        {
            var fault = refusal is null ? Pick(entry, request) : null;
            entry.Fault = fault is null ? null : JsonNamingPolicy.SnakeCaseLower.ConvertName(fault.Kind.ToString());
            wire.SetHeaders(context.Response, entry.Number);
            var outgoing = refusal is not null ? Error(context.Response, wire, refusal) : Refuse(context, wire, (entry, request, fault));
            if (outgoing is null)
            {
                outgoing = Answer(wire, (entry, request, fault));
                if (state.Options.LatencyMs > 0)
                    await state.Delay.Until(started + (long)(state.Options.LatencyMs * Stopwatch.Frequency / 1000));
            }

            entry.Status = outgoing.Status;
            var sent = await Delivery.SendAsync(context, outgoing, fault);
            entry.Answered = sent && outgoing.Status == 200 && IsRight(fault);
        }
        finally
        {
            state.Log.End(entry);
        }
    }

    private static bool IsRight(ActiveFault? fault) =>
        fault?.Kind is null or FaultKind.SlowDrip or FaultKind.UnknownFields or FaultKind.Stall or FaultKind.StallInside or FaultKind.DuplicateReply;

    private static Outgoing Error(HttpResponse response, WireFormat wire, WireError error)
    {
        if (wire.RetryInHeaders && error.Retry is { } retry)
            RetryHeaders.Set(response.Headers, retry);
        return new Outgoing(wire.Status(error), Outgoing.Json, [WireFormat.Bytes(json => wire.WriteError(json, error))]);
    }

    private (ServerRequest Request, WireError? Refusal) Read(HttpRequest http, WireFormat wire, byte[] body)
    {
        var path = http.Path.Value ?? "";
        var hash = ContentHashes.Of(path, body);
        WireError refusal;
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                throw new JsonException("The body is no object.");
            var request = wire.Read(path, json.RootElement, state.Options) with { ContentHash = hash };
            return (request, wire.CheckHeaders(http, state.Options.ApiKey) ?? wire.CheckVersion(wire.Version(http), json.RootElement));
        }
        catch (WireException e)
        {
            refusal = e.Error;
        }
        catch (JsonException e)
        {
            refusal = new WireError(ErrorKind.BadRequest, $"We could not parse the JSON body of your request. ({e.Message})");
        }

        return (new ServerRequest { Protocol = "", Model = "", Messages = [], ContentHash = hash }, wire.CheckHeaders(http, state.Options.ApiKey) ?? refusal);
    }

    private ActiveFault? Pick(RequestEntry entry, ServerRequest request) =>
        state.Faults.Rules.Count == 0 ? null : state.Faults.Pick(new FaultSubject(entry.Number, entry.Attempt, entry.ContentHash, request.Model, () => request.Prompt));

    private Outgoing? Refuse(HttpContext context, WireFormat wire, (RequestEntry Entry, ServerRequest Request, ActiveFault? Fault) asked)
    {
        var (entry, request, fault) = asked;
        if (state.Options.Models is { } models && !models.Contains(request.Model))
            return Error(context.Response, wire, FaultErrors.UnknownModel(request.Model));
        if (state.Gate?.Refuse(entry) is { } wait)
            return Error(context.Response, wire, FaultErrors.RateLimited(request.Model, new RetryHint(wait, RetryForm.Milliseconds)));
        if (fault is not null && FaultErrors.Page(fault) is { } page)
            return page;
        if (fault is not null && FaultErrors.Error(fault, request, wire.Key(context.Request), wire.BlocksPrompts) is { } error)
            return Error(context.Response, wire, error);
        if (request.PromptTokens > (state.Options.ContextTokens ?? int.MaxValue))
            return Error(context.Response, wire, FaultErrors.TooLong(request, state.Options.ContextTokens!.Value));
        return state.Options.StrictSchemas && request is { Schema: not null, SchemaIsStrict: true } && wire.CheckSchema(request) is { } schema
            ? Error(context.Response, wire, schema)
            : null;
    }

    private static IReadOnlyList<byte[]> Events(WireFormat wire, (RequestEntry Entry, ServerRequest Request, ActiveFault? Fault) asked, ServerReply reply)
    {
        var events = wire.Events(asked.Request, reply);
        return asked.Fault?.Kind == FaultKind.ErrorInStream
            ? [.. events.Take(events.Count / 2), wire.ErrorEvent(new WireError(ErrorKind.Overloaded, "Overloaded"))]
            : events;
    }

    private Outgoing Answer(WireFormat wire, (RequestEntry Entry, ServerRequest Request, ActiveFault? Fault) asked)
    {
        var reply = ReplyMaker.Make(asked.Request, asked.Entry.Number, state.Options.Answer ?? DefaultAnswers.Answer, asked.Fault?.Kind ?? FaultKind.None);
        return asked.Request.Stream
            ? new Outgoing(200, wire.StreamType, Events(wire, asked, reply), IsStream: true)
            : new Outgoing(200, Outgoing.Json, [WireFormat.Bytes(json => wire.WriteReply(json, asked.Request, reply))]);
    }
}
