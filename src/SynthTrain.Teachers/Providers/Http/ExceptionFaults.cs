using System.Text.Json;
using Anthropic.Exceptions;
using SynthTrain.Teachers.Secrets;

namespace SynthTrain.Teachers.Providers.Http;

/// <summary>Turns whatever a chat client throws into a <see cref="ProviderException"/> or a <see cref="ContentFilteredException"/>: ours, the official ones, a user's own.</summary>
internal static class ExceptionFaults
{
    private static readonly HttpRequestError[] s_notSent = [HttpRequestError.NameResolutionError, HttpRequestError.ConnectionError, HttpRequestError.SecureConnectionError, HttpRequestError.ProxyTunnelError, HttpRequestError.UserAuthenticationError];

    public static Exception Of(Exception thrown, KeyRing keys)
    {
        if ((Find<ProviderException>(thrown) ?? (Exception?)Find<ContentFilteredException>(thrown)) is { } known)
            return known;
        var text = keys.Scrub(Innermost(thrown).Message);
        if (Find<AnthropicSseException>(thrown) is { } sse && OfJson(keys.Scrub(sse.Message)) is { } streamed)
            return streamed;
        if (Find<HttpRequestException>(thrown) is { } http)
            return OfHttp(http, text);
        var said = HttpFaults.Shorten(text);
        // The message alone goes on: a chained exception prints itself, secrets and all.
        return thrown switch
        {
            _ when Find<IOException>(thrown) is not null => Make(ProviderFault.Network, $"The connection broke: {said}"),
            TimeoutException or OperationCanceledException => Make(ProviderFault.Timeout, "The provider did not answer in time."),
            JsonException => Make(ProviderFault.BadReply, $"The reply is not JSON: {said}"),
            _ => Make(ProviderFault.BadReply, $"The chat client failed with {thrown.GetType().Name}: {said}"),
        };
    }

    // An error event of Anthropic's stream: the official client quotes its data.
    private static Exception? OfJson(string message)
    {
        var (start, end) = (message.IndexOf('{', StringComparison.Ordinal), message.LastIndexOf('}'));
        return start >= 0 && end > start && ErrorBody.Parse(message[start..(end + 1)]) is { } error ? HttpFaults.Of(error) : null;
    }

    private static Exception OfHttp(HttpRequestException http, string text)
    {
        if (http.StatusCode is { } status)
            return HttpFaults.Of(new HttpFault((int)status, null, text, null));
        return new ProviderException(ProviderFault.Network, $"No connection: {HttpFaults.Shorten(text)}") { MayBeCharged = !s_notSent.Contains(http.HttpRequestError) };
    }

    private static ProviderException Make(ProviderFault fault, string message) => new(fault, message) { MayBeCharged = true };

    private static Exception Innermost(Exception thrown) => thrown.InnerException is { } inner ? Innermost(inner) : thrown;

    private static T? Find<T>(Exception? thrown)
        where T : Exception
    {
        while (thrown is not (null or T))
            thrown = thrown.InnerException;
        return (T?)thrown;
    }
}
