using System.Text.Json;
using SynthTrain.Core.IO;
using SynthTrain.Core.Jsonl;

namespace SynthTrain.Core.Rows;

/// <summary>Writes a finished row as the journal keeps it.</summary>
internal static class RowRecord
{
    /// <summary>How a rejected row's record begins, seen without parsing.</summary>
    public static ReadOnlySpan<byte> RejectedMark => "\"state\":\"rejected\""u8;

    /// <summary>Writes one JSON object on one line.</summary>
    public static void Write(PooledBuffer output, in SourceRow row, RowResult result, AskingContext asked)
    {
        output.Clear();
        using var json = new Utf8JsonWriter(output, JsonText.WriterOptions);
        json.WriteStartObject();
        json.WriteString("state"u8, result.Rejection is null ? "accepted"u8 : "rejected"u8);
        json.WriteNumber("input_tokens"u8, asked.Steps.Sum(step => (long)step.Reply.InputTokens));
        json.WriteNumber("output_tokens"u8, asked.Steps.Sum(step => (long)step.Reply.OutputTokens));
        WriteCount(json, "repaired"u8, asked.Steps.Count(step => step.Reply.Repaired));
        WriteCount(json, "corrected"u8, asked.Steps.Count(step => step.Reply.Corrected));
        if (result.Rejection is null)
            WriteRows(json, result);
        else
            WriteRejection(json, row, result, asked);
        json.WriteEndObject();
    }

    private static void WriteCount(Utf8JsonWriter json, ReadOnlySpan<byte> name, int count)
    {
        if (count > 0)
            json.WriteNumber(name, count);
    }

    private static void WriteRows(Utf8JsonWriter json, RowResult result)
    {
        json.WriteStartArray("rows"u8);
        foreach (var row in result.Rows)
        {
            if (row.Span.Length == 0 || row.Span[0] != '{' || row.Span.Contains((byte)'\n'))
                throw new InvalidOperationException("An output row is not one JSON object on one line.");
            json.WriteRawValue(row.Span);
        }

        json.WriteEndArray();
    }

    private static void WriteRejection(Utf8JsonWriter json, in SourceRow row, RowResult result, AskingContext asked)
    {
        json.WriteNumber("attempt"u8, asked.Attempt);
        json.WriteString("reason"u8, result.Rejection);
        json.WriteStartObject("rejected"u8);
        json.WriteString("id"u8, row.Id);
        json.WriteString("reason"u8, result.Rejection);
        json.WriteString("detail"u8, result.Detail);
        json.WritePropertyName("row"u8);
        row.Json.WriteTo(json);
        json.WriteStartArray("steps"u8);
        foreach (var step in asked.Steps)
            WriteStep(json, step);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteStep(Utf8JsonWriter json, RowStep step)
    {
        json.WriteStartObject();
        json.WriteStartObject("request"u8);
        json.WriteString("task"u8, step.Request.Task);
        json.WriteStartArray("messages"u8);
        foreach (var message in step.Request.Messages)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, message.Role);
            json.WriteString("content"u8, message.Content);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("reply"u8);
        json.WriteString("text"u8, step.Reply.Text);
        json.WriteString("finish_reason"u8, step.Reply.FinishReason);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
