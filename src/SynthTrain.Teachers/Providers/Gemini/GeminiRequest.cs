using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.AI;
using SynthTrain.Core.Jsonl;
using SynthTrain.Teachers.Providers.Http;

namespace SynthTrain.Teachers.Providers.Gemini;

/// <summary>Writes the body of <c>generateContent</c>.</summary>
internal static class GeminiRequest
{
    private const string Config = "generationConfig";

    public static void Write(IBufferWriter<byte> output, IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        using var json = new Utf8JsonWriter(output, JsonText.WriterOptions);
        var all = messages as IReadOnlyCollection<ChatMessage> ?? [.. messages];
        json.WriteStartObject();
        if (!options.Sets("systemInstruction") && all.Any(message => message.Role == ChatRole.System))
        {
            json.WriteStartObject("systemInstruction"u8);
            Parts(json, all.Where(message => message.Role == ChatRole.System));
            json.WriteEndObject();
        }

        json.WriteStartArray("contents"u8);
        foreach (var message in all.Where(message => message.Role != ChatRole.System))
        {
            json.WriteStartObject();
            json.WriteString("role"u8, message.Role == ChatRole.Assistant ? "model"u8 : "user"u8);
            Parts(json, [message]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (options is not null)
            Generation(json, options);
        json.Rest(options, but: Config);
        json.WriteEndObject();
    }

    private static void Parts(Utf8JsonWriter json, IEnumerable<ChatMessage> messages)
    {
        json.WriteStartArray("parts"u8);
        foreach (var message in messages)
        {
            json.WriteStartObject();
            json.WriteString("text"u8, message.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // The user's own generationConfig is joined with ours and wins.
    private static void Generation(Utf8JsonWriter json, ChatOptions options)
    {
        var own = new ChatOptions { AdditionalProperties = [] };
        if (options.AdditionalProperties?.GetValueOrDefault(Config) is JsonElement { ValueKind: JsonValueKind.Object } config)
        {
            foreach (var member in config.EnumerateObject())
                own.AdditionalProperties[member.Name] = member.Value;
        }

        json.WriteStartObject(Config);
        json.Number("temperature", options.Temperature, own);
        json.Number("topP", options.TopP, own);
        json.Number("topK", options.TopK, own);
        json.Number("maxOutputTokens", options.MaxOutputTokens, own);
        json.Number("seed", options.Seed, own);
        json.Number("frequencyPenalty", options.FrequencyPenalty, own);
        json.Number("presencePenalty", options.PresencePenalty, own);
        if (options.ResponseFormat is ChatResponseFormatJson { Schema: { } schema } && !own.Sets("responseMimeType") && !own.Sets("responseJsonSchema"))
        {
            json.WriteString("responseMimeType"u8, "application/json"u8);
            json.WritePropertyName("responseJsonSchema"u8);
            json.Raw(schema);
        }

        json.Rest(own);
        json.WriteEndObject();
    }
}
