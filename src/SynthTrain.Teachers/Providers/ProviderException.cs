namespace SynthTrain.Teachers.Providers;

/// <summary>One attempt at one model got no reply. Thrown by providers, understood by the retry and fallback decorators; it never leaves the chain.</summary>
/// <param name="fault">The kind.</param>
/// <param name="message">What happened in one sentence, without secrets and with at most 300 characters of what the provider said.</param>
/// <param name="inner">The cause.</param>
public sealed class ProviderException(ProviderFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The kind.</summary>
    public ProviderFault Fault { get; } = fault;

    /// <summary>HTTP status; null without a response.</summary>
    public int? Status { get; init; }

    /// <summary>Whether the API itself said that what was asked for does not exist: a 404 in its own words, not a proxy's.</summary>
    public bool IsMissing { get; init; }

    /// <summary>How long the provider asks to wait (<c>Retry-After</c>, <c>retry-after-ms</c>); null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the provider may have charged for the attempt: the request went out and no refusal came back.</summary>
    public bool MayBeCharged { get; init; }
}
