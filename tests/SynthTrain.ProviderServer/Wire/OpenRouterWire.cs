using System.Text.Json;
using SynthTrain.Loopback.Requests;

namespace SynthTrain.Loopback.Wire;

/// <summary>Chat completions as OpenRouter speaks them: errors of its own shape, comments in streams.</summary>
internal sealed class OpenRouterWire : OpenAiWire
{
    /// <inheritdoc/>
    public override bool Takes(string path) => path.EndsWith("/api/v1/chat/completions", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Events(ServerRequest request, ServerReply reply) => [": OPENROUTER PROCESSING\n\n"u8.ToArray(), .. base.Events(request, reply)];

    /// <inheritdoc/>
    public override void WriteError(Utf8JsonWriter json, WireError error)
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("message", error.Kind == ErrorKind.QuotaSpent ? "Insufficient credits. Add more using https://openrouter.ai/settings/credits" : error.Message);
        json.WriteNumber("code", Status(error));
        if (error.Kind is ErrorKind.RateLimited or ErrorKind.Server or ErrorKind.SchemaRefused)
        {
            json.WriteStartObject("metadata");
            json.WriteString("provider_name", "Loopback");
            json.WriteString("raw", error.Message);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteString("user_id", "user_loopback");
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public override int Status(WireError error) => error.Kind switch
    {
        ErrorKind.QuotaSpent => 402,
        ErrorKind.ContentFilter => 403,
        ErrorKind.UnknownModel => 400,
        ErrorKind.Overloaded => 503,
        _ => base.Status(error),
    };
}
