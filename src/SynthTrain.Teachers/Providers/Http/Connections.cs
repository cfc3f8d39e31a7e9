namespace SynthTrain.Teachers.Providers.Http;

/// <summary>The process's connections, shared by all models, so that stages and fallbacks reuse what is open.</summary>
internal static class Connections
{
    private static readonly Lazy<SocketsHttpHandler> s_shared = new(Create);

    public static HttpMessageHandler Shared => s_shared.Value;

    private static SocketsHttpHandler Create() => new()
    {
        // DNS is asked again now and then; proxies are the platform's (HTTPS_PROXY and its kin).
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxConnectionsPerServer = int.MaxValue,
        ConnectTimeout = TimeSpan.FromSeconds(30),
        // A redirected POST becomes a GET: an endpoint that redirects is told of, not followed.
        AllowAutoRedirect = false,
        UseCookies = false,
        // Providers need no trace headers, and their making costs time.
        ActivityHeadersPropagator = null,
    };
}
