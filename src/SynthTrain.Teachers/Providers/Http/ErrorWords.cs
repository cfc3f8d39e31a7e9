namespace SynthTrain.Teachers.Providers.Http;

/// <summary>Tells apart what providers say under one status: by code and type where they have one, else by the words of their messages.</summary>
internal static class ErrorWords
{
    private static readonly string[] s_quota = ["insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "billing_error", "exceeded your current quota", "credit balance is too low", "insufficient credits", "insufficient balance", "credits are depleted"];
    private static readonly string[] s_key = ["invalid_api_key", "api_key_invalid", "authentication_error", "api key not valid", "incorrect api key"];
    private static readonly string[] s_model = ["model_not_found", "model_not_available", "model_not_supported", "does not have access to model", "not a valid model", "no endpoints found", "unknown model", "unsupported model"];
    private static readonly string[] s_long = ["context_length_exceeded", "exceed_context_size_error", "request_too_large", "string_above_max_length", "maximum context length", "context window", "context size", "prompt is too long", "exceeds the maximum number of tokens", "exceeds the available context", "too many tokens"];
    private static readonly string[] s_schema = ["invalid_json_schema", "json_schema", "json schema", "response_format", "responseschema", "response_schema", "responsejsonschema", "response_json_schema", "output_config", "output_format", "invalid schema", "grammar"];
    private static readonly string[] s_filter = ["content_filter", "content_policy_violation", "responsibleaipolicyviolation", "content management policy", "moderation_blocked"];

    // Google's free tier answers "exceeded your current quota" for a rate too, and then says when to come back.
    public static bool SaysQuota(ErrorBody error) => Says(error, s_quota) && error.RetryDelay is null;

    public static bool SaysKey(ErrorBody error) => Says(error, s_key);

    public static bool SaysUnknownModel(ErrorBody error) => Says(error, s_model) || (NamesModel(error) && Says(error, ["does not exist", "not found", "not exist"]));

    public static bool SaysTooLong(ErrorBody error) => Says(error, s_long);

    public static bool SaysSchema(ErrorBody error) => Says(error, s_schema);

    public static bool SaysFilter(ErrorBody error) => Says(error, s_filter);

    public static bool NamesModel(ErrorBody error) => error.Message.Contains("model", StringComparison.OrdinalIgnoreCase);

    private static bool Says(ErrorBody error, string[] words) =>
        Array.Exists(words, word => Has(error.Code, word) || Has(error.Type, word) || Has(error.Parameter, word) || Has(error.Message, word));

    private static bool Has(string? text, string word) => text?.Contains(word, StringComparison.OrdinalIgnoreCase) == true;
}
