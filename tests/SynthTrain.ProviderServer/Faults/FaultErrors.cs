using SynthTrain.Loopback.Requests;
using SynthTrain.Loopback.Transport;
using SynthTrain.Loopback.Wire;

namespace SynthTrain.Loopback.Faults;

/// <summary>Faults that are replies other than answers.</summary>
internal static class FaultErrors
{
    /// <summary>The error that a fault stands for; null when it is none.</summary>
    public static WireError? Error(ActiveFault fault, ServerRequest request, string keyHeader, bool blocksPrompts) => fault.Kind switch
    {
        FaultKind.RateLimit => RateLimited(request.Model, null),
        FaultKind.RateLimitSeconds => RateLimited(request.Model, new RetryHint(Delay(fault), RetryForm.Seconds)),
        FaultKind.RateLimitDate => RateLimited(request.Model, new RetryHint(Delay(fault), RetryForm.Date)),
        FaultKind.RateLimitMilliseconds => RateLimited(request.Model, new RetryHint(Delay(fault), RetryForm.Milliseconds)),
        FaultKind.QuotaSpent => new WireError(ErrorKind.QuotaSpent, "You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors."),
        FaultKind.ServerError => new WireError(ErrorKind.Server, "The server had an error while processing your request. Sorry about that!"),
        FaultKind.ErrorInStream when !request.Stream => new WireError(ErrorKind.Server, "The server had an error while processing your request. Sorry about that!"),
        FaultKind.Unavailable => new WireError(ErrorKind.Unavailable, "The engine is currently overloaded, please try again later."),
        FaultKind.Overloaded => new WireError(ErrorKind.Overloaded, "Overloaded"),
        FaultKind.WrongKey => OpenAiWire.WrongKey(keyHeader),
        FaultKind.UnknownModel => UnknownModel(request.Model),
        FaultKind.SchemaRefused => new WireError(ErrorKind.SchemaRefused, $"Invalid schema for response_format '{request.SchemaName}': In context=(), 'additionalProperties' is required to be supplied and to be false.") { Param = "response_format", Code = "invalid_json_schema" },
        FaultKind.TooLong => TooLong(request, 8192),
        FaultKind.ContentFilterError when !blocksPrompts => new WireError(ErrorKind.ContentFilter, "The response was filtered due to the prompt triggering the content management policy. Please modify your prompt and retry.") { Param = "prompt" },
        _ => null,
    };

    /// <summary>The page that a fault stands for; null when it is none.</summary>
    public static Outgoing? Page(ActiveFault fault) => fault.Kind switch
    {
        FaultKind.BadGateway => Outgoing.Page(502, "502 Bad Gateway"),
        FaultKind.HtmlOk => Outgoing.Page(200, "Sign in to continue"),
        FaultKind.HtmlForbidden => Outgoing.Page(403, "403 Forbidden"),
        _ => null,
    };

    /// <summary>There is no such model.</summary>
    public static WireError UnknownModel(string model) => new(ErrorKind.UnknownModel, $"The model `{model}` does not exist or you do not have access to it.");

    /// <summary>The prompt is longer than the model takes.</summary>
    public static WireError TooLong(ServerRequest request, int max) =>
        new(ErrorKind.TooLong, $"This model's maximum context length is {max} tokens. However, your messages resulted in {request.PromptTokens} tokens. Please reduce the length of the messages.") { Param = "messages" };

    /// <summary>Too many requests.</summary>
    public static WireError RateLimited(string model, RetryHint? retry) =>
        new(ErrorKind.RateLimited, $"Rate limit reached for {model} in organization org-loopback on requests per min (RPM). Please try again later.") { Retry = retry };

    private static TimeSpan Delay(ActiveFault fault) => TimeSpan.FromSeconds(fault.Rule.Seconds ?? 1);
}
