using System.Text.Json;
using SynthTrain.Core.IO;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Teachers.Replies;

/// <summary>Writes and reads a reply as the cache keeps it.</summary>
internal static class ReplyRecord
{
    public static void Write(PooledBuffer output, TeacherReply reply)
    {
        using var json = new Utf8JsonWriter(output, JsonText.WriterOptions);
        json.WriteStartObject();
        json.WriteString("text"u8, reply.Text);
        json.WriteString("model"u8, reply.Model);
        json.WriteString("finish_reason"u8, reply.FinishReason);
        json.WriteNumber("input_tokens"u8, reply.InputTokens);
        json.WriteNumber("output_tokens"u8, reply.OutputTokens);
        if (reply.Cost is { } cost)
            json.WriteNumber("cost"u8, cost);
        if (reply.Rejection is { } rejection)
            json.WriteString("rejection"u8, rejection);
        if (reply.RejectionDetail is { } detail)
            json.WriteString("rejection_detail"u8, detail);
        if (reply.FellBackFrom.Count > 0)
        {
            json.WriteStartArray("fell_back_from"u8);
            foreach (var model in reply.FellBackFrom)
                json.WriteStringValue(model);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    public static TeacherReply Read(ReadOnlySpan<byte> line)
    {
        var (text, model, finish) = ("", "", "");
        var (input, output) = (0, 0);
        decimal? cost = null;
        (string? Reason, string? Detail) rejection = default;
        IReadOnlyList<string> fellBack = [];
        var json = new Utf8JsonReader(line);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            json.Read();
            if (name.SequenceEqual("text"u8))
                text = json.GetString()!;
            else if (name.SequenceEqual("model"u8))
                model = json.GetString()!;
            else if (name.SequenceEqual("finish_reason"u8))
                finish = json.GetString()!;
            else if (name.SequenceEqual("input_tokens"u8))
                input = json.GetInt32();
            else if (name.SequenceEqual("output_tokens"u8))
                output = json.GetInt32();
            else if (name.SequenceEqual("cost"u8))
                cost = json.GetDecimal();
            else if (name.SequenceEqual("rejection"u8))
                rejection.Reason = json.GetString();
            else if (name.SequenceEqual("rejection_detail"u8))
                rejection.Detail = json.GetString();
            else if (name.SequenceEqual("fell_back_from"u8))
                fellBack = Texts(ref json);
            else
                json.Skip();
        }

        return new TeacherReply(text, model, finish, input, output, cost) { Cached = true, Rejection = rejection.Reason, RejectionDetail = rejection.Detail, FellBackFrom = fellBack };
    }

    private static List<string> Texts(ref Utf8JsonReader json)
    {
        var texts = new List<string>();
        while (json.Read() && json.TokenType == JsonTokenType.String)
            texts.Add(json.GetString()!);
        return texts;
    }
}
