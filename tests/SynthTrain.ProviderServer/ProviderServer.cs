using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using SynthTrain.Loopback.Batches;
using SynthTrain.Loopback.Faults;
using SynthTrain.Loopback.Hosting;
using SynthTrain.Loopback.Stats;

namespace SynthTrain.Loopback;

/// <summary>A server on the loopback address that speaks the wire formats of chat providers.</summary>
public sealed class ProviderServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ServerState _state;

    private ProviderServer(WebApplication application, ServerState state, string url) => (_application, _state, BaseUrl) = (application, state, new Uri(url + "/"));

    /// <summary>The address without any path, such as <c>http://127.0.0.1:40001/</c>.</summary>
    public Uri BaseUrl { get; }

    /// <summary>Everything that was asked.</summary>
    public RequestLog Log => _state.Log;

    /// <summary>The rows of batch jobs, in the order in which they were answered; a row counts when its job's results are first looked at.</summary>
    public RequestLog BatchLog => _state.BatchLog;

    /// <summary>What goes wrong with jobs made from now on, and with calls of their endpoints.</summary>
    public BatchScript BatchFaults
    {
        get => _state.BatchScript;
        set => _state.BatchScript = value;
    }

    /// <summary>What goes wrong from now on.</summary>
    public FaultScript Faults
    {
        get => _state.Faults;
        set => _state.Faults = value;
    }

    /// <summary>Starts a server; it answers when the task ends.</summary>
    public static async Task<ProviderServer> StartAsync(ProviderServerOptions? options = null)
    {
        options ??= new ProviderServerOptions();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, options.Port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        // A stalled reply must not hold up the end of a test.
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        // The container disposes it, after the server.
        builder.Services.AddSingleton(_ => new ServerState(options));
        var application = builder.Build();
        var state = application.Services.GetRequiredService<ServerState>();
        application.Run(new Router(state).HandleAsync);
        await application.StartAsync();
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        return new ProviderServer(application, state, addresses.Addresses.First());
    }

    /// <summary>The address that a provider's base URL begins with, such as <c>Url("v1")</c>.</summary>
    public Uri Url(string path) => new(BaseUrl, path);

    /// <summary>What was counted; windows are of the given length.</summary>
    public StatsReport Stats(TimeSpan window) => StatsReport.Of(Log, window);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }
}
