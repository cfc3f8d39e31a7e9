using Microsoft.AspNetCore.Http;
using SynthTrain.Loopback.Faults;

namespace SynthTrain.Loopback.Transport;

/// <summary>Hands a reply to the network, and breaks it on the way where a fault says so.</summary>
internal static class Delivery
{
    private const double StallSeconds = 60;
    private const int Drops = 24;

    /// <summary>Sends; true when the whole reply went out and nobody had hung up.</summary>
    public static async Task<bool> SendAsync(HttpContext context, Outgoing outgoing, ActiveFault? fault)
    {
        var gone = context.RequestAborted;
        try
        {
            if (fault?.Kind == FaultKind.ResetBefore)
            {
                context.Abort();
                return false;
            }

            if (fault?.Kind == FaultKind.Stall)
                await Task.Delay(Stall(fault), gone);
            context.Response.StatusCode = outgoing.Status;
            context.Response.ContentType = fault?.Kind == FaultKind.WrongContentType ? "text/plain; charset=utf-8" : outgoing.ContentType;
            if (outgoing.IsStream)
                context.Response.Headers.CacheControl = "no-cache";
            await WriteAsync(context, outgoing, fault);
            return !gone.IsCancellationRequested;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static Task WriteAsync(HttpContext context, Outgoing outgoing, ActiveFault? fault) => fault?.Kind switch
    {
        FaultKind.Reset => ResetAsync(context, outgoing.Joined(), outgoing.IsStream),
        FaultKind.HalfJson => WholeAsync(context, outgoing.Joined()[..(outgoing.Joined().Length / 2)], outgoing.IsStream),
        FaultKind.StallInside => DripAsync(context, outgoing, 2, Stall(fault)),
        FaultKind.SlowDrip => DripAsync(context, outgoing, Drops, TimeSpan.FromMilliseconds(fault.Rule.DripMs)),
        FaultKind.DuplicateReply when outgoing.IsStream => EventsAsync(context, [.. outgoing.Body, .. outgoing.Body]),
        _ => outgoing.IsStream ? EventsAsync(context, outgoing.Body) : WholeAsync(context, outgoing.Joined(), isStream: false),
    };

    private static TimeSpan Stall(ActiveFault fault) => TimeSpan.FromSeconds(fault.Rule.Seconds ?? StallSeconds);

    private static async Task WholeAsync(HttpContext context, byte[] body, bool isStream)
    {
        if (!isStream)
            context.Response.ContentLength = body.Length;
        await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }

    private static async Task EventsAsync(HttpContext context, IReadOnlyList<byte[]> events)
    {
        foreach (var part in events)
            await context.Response.BodyWriter.WriteAsync(part, context.RequestAborted);
    }

    private static async Task ResetAsync(HttpContext context, byte[] body, bool isStream)
    {
        if (!isStream)
            context.Response.ContentLength = body.Length;
        await context.Response.BodyWriter.WriteAsync(body.AsMemory(0, body.Length / 2), context.RequestAborted);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        // The half must reach the client before the reset does: a reset throws away what was not read.
        await Task.Delay(20, context.RequestAborted);
        context.Abort();
    }

    private static async Task DripAsync(HttpContext context, Outgoing outgoing, int pieces, TimeSpan pause)
    {
        var body = outgoing.Joined();
        if (!outgoing.IsStream)
            context.Response.ContentLength = body.Length;
        var size = Math.Max(1, (body.Length + pieces - 1) / pieces);
        for (var at = 0; at < body.Length; at += size)
        {
            if (at > 0)
                await Task.Delay(pause, context.RequestAborted);
            await context.Response.BodyWriter.WriteAsync(body.AsMemory(at, Math.Min(size, body.Length - at)), context.RequestAborted);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
    }
}
