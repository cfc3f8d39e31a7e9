using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Stages;

namespace SynthTrain.Stages.Sets;

/// <summary>Writes a JSON file for people and tools: indented, LF, a line feed at the end.</summary>
internal static class JsonReport
{
    private static readonly JsonWriterOptions s_options = JsonText.WriterOptions with { Indented = true, NewLine = "\n" };

    /// <summary>Writes an output.</summary>
    public static void Write(StageContext context, string role, JsonObject report)
    {
        using var stream = context.OpenOutput(role);
        using (var writer = new Utf8JsonWriter(stream, s_options))
            report.WriteTo(writer);
        stream.WriteByte((byte)'\n');
    }

    /// <summary>Counts as an object.</summary>
    public static JsonObject Counts(IEnumerable<KeyValuePair<string, long>> counts)
    {
        var json = new JsonObject();
        foreach (var (name, count) in counts)
            json[name] = count;
        return json;
    }
}
