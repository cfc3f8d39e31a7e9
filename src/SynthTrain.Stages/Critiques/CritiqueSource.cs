using System.Text.Json;
using SynthTrain.Stages.Answers;

namespace SynthTrain.Stages.Critiques;

/// <summary>What the offline critic may look at: the draft's text and the schema.</summary>
internal static class CritiqueSource
{
    /// <summary>Puts both into one object.</summary>
    public static JsonElement Of(string draft, ResponseSchema schema)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("draft", draft);
            writer.WritePropertyName("schema");
            schema.Json.WriteTo(writer);
            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
