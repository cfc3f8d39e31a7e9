using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.JsonSchema;
using SynthTrain.Core.Jsonl;

namespace SynthTrain.Loopback.Answers;

/// <summary>A schema, read once for each text.</summary>
internal sealed class AnswerSchema
{
    private static readonly ConcurrentDictionary<string, AnswerSchema> s_read = new(StringComparer.Ordinal);
    private readonly JsonSchema? _checker;

    private AnswerSchema(string text)
    {
        Root = JsonElement.Parse(text);
        try
        {
            _checker = JsonSchema.Load(Encoding.UTF8.GetBytes(text), "schema");
        }
        catch (JsonSchemaException)
        {
            // A provider's own dialect: answered as well as can be, unchecked.
        }
    }

    public JsonElement Root { get; }

    public static AnswerSchema Of(string text) => s_read.GetOrAdd(text, key => new AnswerSchema(key));

    public bool IsValid(JsonNode? instance) =>
        _checker is null || _checker.IsValid(instance is null ? JsonElement.Parse("null") : JsonElement.Parse(JsonText.ToUtf8(instance).Span));
}
