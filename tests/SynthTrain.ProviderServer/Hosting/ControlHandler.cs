using System.Text.Json;
using Microsoft.AspNetCore.Http;
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
            case ("POST", "clear"):
                state.Log.Clear();
                await WriteAsync(context, new { Ok = true });
                break;
            default:
                context.Response.StatusCode = 404;
                await WriteAsync(context, new { Error = "GET stats, requests, recorded; POST script, clear" });
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

    private async Task ScriptAsync(HttpContext context, byte[] body)
    {
        try
        {
            state.Faults = JsonSerializer.Deserialize<FaultScript>(body, ServerJson.Options) ?? new FaultScript();
            await WriteAsync(context, new { Ok = true });
        }
        catch (JsonException e)
        {
            context.Response.StatusCode = 400;
            await WriteAsync(context, new { Error = e.Message });
        }
    }
}
