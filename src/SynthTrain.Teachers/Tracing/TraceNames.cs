namespace SynthTrain.Teachers.Tracing;

/// <summary>Names of OpenTelemetry's conventions for generative AI.</summary>
/// <remarks>https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/ and …/gen-ai-metrics/ (status: development).</remarks>
internal static class TraceNames
{
    public const string Operation = "gen_ai.operation.name";
    public const string Chat = "chat";
    public const string Provider = "gen_ai.provider.name";
    public const string RequestModel = "gen_ai.request.model";
    public const string RequestMaxTokens = "gen_ai.request.max_tokens";
    public const string RequestTemperature = "gen_ai.request.temperature";
    public const string OutputType = "gen_ai.output.type";
    public const string ResponseModel = "gen_ai.response.model";
    public const string FinishReasons = "gen_ai.response.finish_reasons";
    public const string InputTokens = "gen_ai.usage.input_tokens";
    public const string OutputTokens = "gen_ai.usage.output_tokens";
    public const string TokenType = "gen_ai.token.type";
    public const string ErrorType = "error.type";
    public const string ServerAddress = "server.address";
    public const string ServerPort = "server.port";
    public const string Duration = "gen_ai.client.operation.duration";
    public const string TokenUsage = "gen_ai.client.token.usage";
}
