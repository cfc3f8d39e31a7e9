namespace SynthTrain.Teachers.Providers.Http;

/// <summary>The table from what a provider answers to the kind of fault.</summary>
internal static class HttpFaults
{
    private const int Quoted = 300;
    private const int Good = 200;
    private const int Overloaded = 529;

    /// <summary>The exception for a response.</summary>
    public static Exception Of(HttpFault fault)
    {
        var error = ErrorBody.Parse(fault.Body);
        if (error is null)
            return Make(Unreadable(fault), fault, Quote(fault));
        return IsFiltered(fault.Status, error) ? new ContentFilteredException(error.Message) : Make(Kind(fault.Status, error), fault with { RetryAfter = fault.RetryAfter ?? error.RetryDelay }, error.Message, isMissing: fault is { Status: 404, ContentType: not "text/html" });
    }

    /// <summary>The exception for an error inside a reply or a stream whose HTTP status was good.</summary>
    public static Exception Of(ErrorBody error)
    {
        var status = error.Status ?? StatusOf(error.Type);
        if (IsFiltered(status, error))
            return new ContentFilteredException(error.Message);
        // The kind is as if the provider had sent that status, which it did not: the request had been taken, and what came of it may be charged.
        return new ProviderException(Kind(status, error), $"An error inside a good response: {Shorten(error.Message)}") { Status = Good, RetryAfter = error.RetryDelay, MayBeCharged = true };
    }

    /// <summary>At most 300 characters in one line.</summary>
    public static string Shorten(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= Quoted ? line : line[..Quoted] + "…";
    }

    private static ProviderException Make(ProviderFault kind, HttpFault fault, string said, bool isMissing = false) =>
        new(kind, $"HTTP {fault.Status}: {Shorten(said)}") { Status = fault.Status, RetryAfter = fault.RetryAfter, MayBeCharged = fault.Status == Good, IsMissing = isMissing };

    private static string Quote(HttpFault fault) => fault switch
    {
        { ContentType: { } type, Body.Length: > 0 } => $"the endpoint answered '{type}' instead of JSON: {fault.Body}",
        { Body.Length: > 0 } => fault.Body,
        _ => "the endpoint gave no reason.",
    };

    // Gateways in front of a provider answer its 5xx and 429 in HTML; whatever else is no JSON comes from something that is not the API.
    private static ProviderFault Unreadable(HttpFault fault) => fault switch
    {
        { Status: 429 or 408 or >= 500 } => ByStatus(fault.Status),
        { ContentType: "text/html" } => ProviderFault.NotTheApi,
        { Status: 401 or 402 or 403 } => ByStatus(fault.Status),
        { Status: 413 } => ProviderFault.TooLong,
        { Status: 400 or 422, ContentType: null or "text/plain" or "application/json" } => ProviderFault.Refused,
        _ => ProviderFault.NotTheApi,
    };

    private static ProviderFault Kind(int status, ErrorBody error) => status switch
    {
        402 => error.RetryDelay is null ? ProviderFault.QuotaSpent : ProviderFault.RateLimited,
        429 => ErrorWords.SaysQuota(error) ? ProviderFault.QuotaSpent : ProviderFault.RateLimited,
        400 or 413 or 422 => Refusal(status, error),
        403 or 404 when ErrorWords.SaysUnknownModel(error) => ProviderFault.UnknownModel,
        // Not found, and not the model: the path is not the API's.
        404 => ErrorWords.NamesModel(error) ? ProviderFault.UnknownModel : ProviderFault.NotTheApi,
        _ when error.Type is "overloaded_error" => ProviderFault.Overloaded,
        _ => ByStatus(status),
    };

    private static ProviderFault Refusal(int status, ErrorBody error)
    {
        if (status == 413 || ErrorWords.SaysTooLong(error))
            return ProviderFault.TooLong;
        if (ErrorWords.SaysKey(error))
            return ProviderFault.Unauthorized;
        if (ErrorWords.SaysQuota(error))
            return ProviderFault.QuotaSpent;
        if (ErrorWords.SaysUnknownModel(error))
            return ProviderFault.UnknownModel;
        return ErrorWords.SaysSchema(error) ? ProviderFault.SchemaRefused : ProviderFault.Refused;
    }

    private static ProviderFault ByStatus(int status) => status switch
    {
        401 or 403 => ProviderFault.Unauthorized,
        402 => ProviderFault.QuotaSpent,
        404 or 405 or < 400 => ProviderFault.NotTheApi,
        408 => ProviderFault.Timeout,
        429 => ProviderFault.RateLimited,
        503 or Overloaded => ProviderFault.Overloaded,
        // A conflict and "too early" pass by themselves, as a fault of the server's does.
        409 or 425 or >= 500 => ProviderFault.Server,
        _ => ProviderFault.Refused,
    };

    private static bool IsFiltered(int status, ErrorBody error) => status is 400 or 403 && (error.Moderated || ErrorWords.SaysFilter(error));

    private static int StatusOf(string? type) => type switch
    {
        "invalid_request_error" => 400,
        "authentication_error" => 401,
        "billing_error" => 402,
        "permission_error" => 403,
        "not_found_error" => 404,
        "request_too_large" => 413,
        "rate_limit_error" or "rate_limit_exceeded" or "insufficient_quota" => 429,
        "timeout_error" => 504,
        "overloaded_error" => Overloaded,
        _ => 500,
    };
}
