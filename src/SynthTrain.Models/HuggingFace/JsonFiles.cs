using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SynthTrain.Models.HuggingFace;

/// <summary>Writes JSON as transformers does: two spaces, and no escapes that are not needed.</summary>
internal static class JsonFiles
{
    private static readonly JsonSerializerOptions s_options = new() { WriteIndented = true, IndentSize = 2, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(string path, JsonObject json) => AtomicFile.Write(path, stream =>
    {
        JsonSerializer.Serialize(stream, json, s_options);
        stream.WriteByte((byte)'\n');
    });
}
