using System.Buffers;
using System.Text;
using System.Text.Json;
using SynthTrain.Core.Jsonl;
using SynthTrain.Stages.Sets;

namespace SynthTrain.Stages.PrepareSft;

/// <summary>Writes rows in the <c>messages</c> format.</summary>
internal sealed class SftMessages(string? system)
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary><c>{"id", "messages": [system?, user, assistant]}</c>; valid until the next call.</summary>
    public ReadOnlySpan<byte> Sft(DatasetRow row) => Write(json =>
    {
        json.WriteString("id", row.Id);
        WriteMessages(json, row.Prompt, Answer(row.Response));
    });

    /// <summary><c>{"id", "prompt", "messages": [system?, user], "reference", "split"}</c>; valid until the next call.</summary>
    public ReadOnlySpan<byte> Suite(DatasetRow row, string split) => Write(json =>
    {
        json.WriteString("id", row.Id);
        json.WriteString("prompt", row.Prompt);
        WriteMessages(json, row.Prompt, answer: null);
        json.WriteString("reference", Answer(row.Response));
        json.WriteString("split", split);
    });

    /// <summary>What the model is to say: a string as it is, an object as compact JSON with its properties in their own order.</summary>
    public static string Answer(JsonElement response)
    {
        if (response.ValueKind == JsonValueKind.String)
            return response.GetString()!;
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
            response.WriteTo(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private ReadOnlySpan<byte> Write(Action<Utf8JsonWriter> properties)
    {
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer, JsonText.WriterOptions))
        {
            json.WriteStartObject();
            properties(json);
            json.WriteEndObject();
        }

        return _buffer.WrittenSpan;
    }

    private void WriteMessages(Utf8JsonWriter json, string prompt, string? answer)
    {
        json.WriteStartArray("messages");
        if (system is not null)
            WriteMessage(json, "system", system);
        WriteMessage(json, "user", prompt);
        if (answer is not null)
            WriteMessage(json, "assistant", answer);
        json.WriteEndArray();
    }

    private static void WriteMessage(Utf8JsonWriter json, string role, string content)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        json.WriteString("content", content);
        json.WriteEndObject();
    }
}
