using System.Buffers;
using System.Globalization;
using System.Text.Json;
using SynthTrain.Core.Jsonl;
using SynthTrain.Stages.Answers;

namespace SynthTrain.Stages.GenerateExamples;

/// <summary>Writes the rows of a batch as the teacher gave them, faults included: judging is the split's part, so that another rule is never paid for again.</summary>
internal static class ExampleRow
{
    private static readonly string[] s_kept = ["output", "phrasing", "context"];

    /// <summary>One row an element.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> All(JsonElement batch, IReadOnlyList<JsonElement> elements)
    {
        var digits = Math.Max(2, elements.Count.ToString(CultureInfo.InvariantCulture).Length);
        return [.. elements.Select((element, i) => Utf8(batch, (i + 1).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0'), element))];
    }

    private static ReadOnlyMemory<byte> Utf8(JsonElement batch, string number, JsonElement element)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("id", $"{RowText.Get(batch, "id")}-{number}");
            foreach (var field in (string[])["use", "command", "subcommand"])
                json.WriteString(field, RowText.Get(batch, field));
            if (element.ValueKind == JsonValueKind.Object)
                WriteFields(json, element);
            else
                WriteForeign(json, element);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteFields(Utf8JsonWriter json, JsonElement element)
    {
        json.WritePropertyName("input");
        if (element.TryGetProperty("input", out var input))
            input.WriteTo(json);
        else
            json.WriteStringValue("");
        foreach (var field in s_kept)
        {
            if (!element.TryGetProperty(field, out var value))
                continue;
            json.WritePropertyName(field);
            value.WriteTo(json);
        }
    }

    private static void WriteForeign(Utf8JsonWriter json, JsonElement element)
    {
        json.WriteString("input", "");
        json.WritePropertyName("output");
        element.WriteTo(json);
    }
}
