using SynthTrain.Teachers.Providers;

namespace SynthTrain.Teachers.Resilience;

/// <summary>What a fault leads to.</summary>
internal static class Faults
{
    /// <summary>Whether another attempt at the same model makes sense.</summary>
    public static bool IsRetryable(this ProviderFault fault) => fault is ProviderFault.RateLimited or ProviderFault.Overloaded
        or ProviderFault.Server or ProviderFault.Network or ProviderFault.Timeout or ProviderFault.BadReply;

    /// <summary>Whether the provider is up and asks for fewer requests.</summary>
    public static bool IsCongestion(this ProviderFault fault) => fault is ProviderFault.RateLimited or ProviderFault.Overloaded;

    /// <summary>The word that records and traces use, such as <c>rate_limited</c>.</summary>
    public static string Word(this ProviderFault fault) => fault switch
    {
        ProviderFault.RateLimited => "rate_limited",
        ProviderFault.Overloaded => "overloaded",
        ProviderFault.Server => "server",
        ProviderFault.Network => "network",
        ProviderFault.Timeout => "timeout",
        ProviderFault.BadReply => "bad_reply",
        ProviderFault.Unauthorized => "unauthorized",
        ProviderFault.QuotaSpent => "quota_spent",
        ProviderFault.UnknownModel => "unknown_model",
        ProviderFault.SchemaRefused => "schema_refused",
        ProviderFault.NotTheApi => "not_the_api",
        ProviderFault.TooLong => "too_long",
        _ => "refused",
    };
}
