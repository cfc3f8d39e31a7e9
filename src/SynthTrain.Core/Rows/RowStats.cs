using System.Text.Json;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Rows;

/// <summary>Writes the statistics file: the same for equal rows, whatever was cached or reused.</summary>
internal static class RowStats
{
    private static readonly JsonWriterOptions s_options = JsonText.WriterOptions with { Indented = true, NewLine = "\n" };

    public static void Write(Stream stream, StageResult result, long inputTokens, long outputTokens)
    {
        using (var json = new Utf8JsonWriter(stream, s_options))
        {
            json.WriteStartObject();
            json.WriteNumber("rows_in", result.RowsIn);
            json.WriteNumber("accepted", result.Accepted);
            json.WriteStartObject("rejected");
            foreach (var (reason, count) in result.Rejected)
                json.WriteNumber(reason, count);
            json.WriteEndObject();
            json.WriteNumber("failed", result.Failed);
            if (result.Repaired > 0)
                json.WriteNumber("repaired", result.Repaired);
            if (result.Corrected > 0)
                json.WriteNumber("corrected", result.Corrected);
            json.WriteStartObject("tokens");
            json.WriteNumber("input", inputTokens);
            json.WriteNumber("output", outputTokens);
            json.WriteEndObject();
            json.WriteStartObject("figures");
            foreach (var (name, value) in result.Figures)
                json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }
}
