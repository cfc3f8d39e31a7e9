using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SynthTrain.Loopback.Batches;
using SynthTrain.Loopback.Faults;
using SynthTrain.Loopback.Stats;

namespace SynthTrain.Loopback.Hosting;

/// <summary>The server's own endpoints, for tests in other processes.</summary>
internal sealed class ControlHandler(ServerState state)
{
    /// <summary>What all control paths begin with.</summary>
    public const string Prefix = "/_control/";

    public async Task HandleAsync(HttpContext context, byte[] body)
    {
        var verb = context.Request.Path.Value![Prefix.Length..];
        switch (context.Request.Method, verb)
        {
            case ("GET", "stats"):
                await WriteAsync(context, StatsReport.Of(state.Log, Window(context.Request)));
                break;
            case ("GET", "requests"):
                await WriteAsync(context, state.Log.Entries);
                break;
            case ("GET", "recorded"):
                await WriteAsync(context, state.Log.Recorded.Select(request => new { request.Method, request.Path, request.Query, request.Headers, Body = request.Text }));
                break;
            case ("POST", "script"):
                await ScriptAsync(context, body);
                break;
            case ("GET", "batch_stats"):
                await WriteAsync(context, StatsReport.Of(state.BatchLog, Window(context.Request)));
                break;
            case ("POST", "batch_script"):
                await BatchScriptAsync(context, body);
                break;
            case ("POST", "clear"):
                state.Log.Clear();
                state.BatchLog.Clear();
                await WriteAsync(context, new { Ok = true });
                break;
            default:
                context.Response.StatusCode = 404;
                await WriteAsync(context, new { Error = "GET stats, requests, recorded, batch_stats; POST script, batch_script, clear" });
                break;
        }
    }

    private static TimeSpan Window(HttpRequest http) =>
        double.TryParse(http.Query["window_ms"], System.Globalization.CultureInfo.InvariantCulture, out var window) ? TimeSpan.FromMilliseconds(window) : TimeSpan.FromMinutes(1);

    private static async Task WriteAsync(HttpContext context, object value)
    {
        context.Response.ContentType = "application/json";
        await context.Response.BodyWriter.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(value, ServerJson.Options));
    }

    private Task ScriptAsync(HttpContext context, byte[] body) =>
        SetAsync(context, () => state.Faults = JsonSerializer.Deserialize<FaultScript>(body, ServerJson.Options) ?? new FaultScript());

    private Task BatchScriptAsync(HttpContext context, byte[] body) =>
        SetAsync(context, () => state.BatchScript = JsonSerializer.Deserialize<BatchScript>(body, ServerJson.Options) ?? new BatchScript());

    private static async Task SetAsync(HttpContext context, Action set)
    {
        try
        {
            set();
            await WriteAsync(context, new { Ok = true });
        }
        catch (JsonException e)
        {
            context.Response.StatusCode = 400;
            await WriteAsync(context, new { Error = e.Message });
        }
    }
}
