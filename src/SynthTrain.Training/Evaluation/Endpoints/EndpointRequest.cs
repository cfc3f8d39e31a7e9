using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using SynthTrain.Core.Jsonl;
using SynthTrain.Training.Evaluation.Rows;

namespace SynthTrain.Training.Evaluation.Endpoints;

/// <summary>A row as a chat completion [OpenAI API reference, "Create chat completion"; llama.cpp tools/server/README.md; Ollama docs/api/openai-compatibility].</summary>
internal static class EndpointRequest
{
    /// <summary>The request; it streams, so that the first token has a time.</summary>
    public static HttpRequestMessage Of(EndpointOptions options, EvaluationRow row)
    {
        var content = new ReadOnlyMemoryContent(Body(options, row));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, options.Address) { Content = content };
        if (options.Key is { } key)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return request;
    }

    private static ReadOnlyMemory<byte> Body(EndpointOptions options, EvaluationRow row)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, JsonText.WriterOptions);
        json.WriteStartObject();
        json.WriteString("model", options.Model);
        json.WritePropertyName("messages");
        row.Messages.WriteTo(json);
        if (row.Tools is { } tools)
        {
            json.WritePropertyName("tools");
            tools.WriteTo(json);
        }

        json.WriteNumber("temperature", 0);
        json.WriteNumber("seed", options.Seed);
        json.WriteNumber("max_tokens", options.MaxTokens);
        json.WriteBoolean("stream", true);
        if (options.Schema is { } schema)
            WriteFormat(json, schema);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteFormat(Utf8JsonWriter json, JsonElement schema)
    {
        json.WriteStartObject("response_format");
        json.WriteString("type", "json_schema");
        json.WriteStartObject("json_schema");
        json.WriteString("name", "answer");
        json.WriteBoolean("strict", true);
        json.WritePropertyName("schema");
        schema.WriteTo(json);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
