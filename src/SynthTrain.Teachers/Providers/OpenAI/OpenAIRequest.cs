using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.AI;
using SynthTrain.Core.Jsonl;
using SynthTrain.Teachers.Providers.Http;

namespace SynthTrain.Teachers.Providers.OpenAI;

/// <summary>Writes the body of a chat completion.</summary>
internal static class OpenAIRequest
{
    /// <summary>One body.</summary>
    /// <param name="output">Gets the JSON.</param>
    /// <param name="asked">Provider, model, and whether the reply is streamed.</param>
    /// <param name="messages">The conversation.</param>
    /// <param name="options">Sampling, schema, the user's own options.</param>
    public static void Write(IBufferWriter<byte> output, in OpenAIAsked asked, IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        using var json = new Utf8JsonWriter(output, JsonText.WriterOptions);
        json.WriteStartObject();
        if (!options.Sets("model"))
            json.WriteString("model"u8, asked.Model);
        json.WriteStartArray("messages"u8);
        foreach (var message in messages)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, message.Role.Value);
            json.WriteString("content"u8, message.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Sampling(json, asked.Provider, options);
        Schema(json, options);
        if (asked.Stream)
        {
            json.WriteBoolean("stream"u8, value: true);
            if (!options.Sets("stream_options"))
            {
                json.WriteStartObject("stream_options"u8);
                json.WriteBoolean("include_usage"u8, value: true);
                json.WriteEndObject();
            }
        }

        json.Rest(options, but: "stream");
        json.WriteEndObject();
    }

    private static void Sampling(Utf8JsonWriter json, string provider, ChatOptions? options)
    {
        if (options is null)
            return;
        json.Number("temperature", options.Temperature, options);
        json.Number("top_p", options.TopP, options);
        json.Number("top_k", options.TopK, options);
        // OpenAI deprecates max_tokens, and its reasoning models refuse it; the compatible servers know it best.
        json.Number(provider == "openai" ? "max_completion_tokens" : "max_tokens", options.MaxOutputTokens, options);
        json.Number("seed", options.Seed, options);
        json.Number("frequency_penalty", options.FrequencyPenalty, options);
        json.Number("presence_penalty", options.PresencePenalty, options);
    }

    private static void Schema(Utf8JsonWriter json, ChatOptions? options)
    {
        if (options?.ResponseFormat is not ChatResponseFormatJson { Schema: { } schema } format || options.Sets("response_format"))
            return;
        json.WriteStartObject("response_format"u8);
        json.WriteString("type"u8, "json_schema"u8);
        json.WriteStartObject("json_schema"u8);
        json.WriteString("name"u8, format.SchemaName ?? "response");
        json.WriteBoolean("strict"u8, ClosedSchema.IsStrict(format));
        json.WritePropertyName("schema"u8);
        json.Raw(schema);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
