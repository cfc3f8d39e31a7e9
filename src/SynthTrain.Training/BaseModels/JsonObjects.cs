using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Models;

namespace SynthTrain.Training.BaseModels;

/// <summary>Small JSON files of a model folder.</summary>
internal static class JsonObjects
{
    private static readonly JsonDocumentOptions s_read = new() { AllowDuplicateProperties = false };
    private static readonly JsonSerializerOptions s_write = new() { WriteIndented = true, IndentSize = 2, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The object that a file holds; <see langword="null"/> for no file.</summary>
    public static JsonObject? Find(string? path)
    {
        if (path is null)
            return null;
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(path), documentOptions: s_read) as JsonObject
                ?? throw new ModelException(ModelFault.Damaged, $"'{path}' holds no JSON object", path, 1, 1);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            var at = exception as JsonException;
            throw new ModelException(ModelFault.Damaged, $"'{path}' is not JSON: {exception.Message}", path, (int)(at?.LineNumber ?? 0) + 1, (int)(at?.BytePositionInLine ?? 0) + 1, exception);
        }
    }

    /// <summary>Text as transformers writes it: two spaces, no escapes that are not needed, a line end.</summary>
    public static byte[] ToUtf8(JsonNode json) => [.. JsonSerializer.SerializeToUtf8Bytes(json, s_write), (byte)'\n'];

    /// <summary>A text of a node; <see langword="null"/> for anything else.</summary>
    public static string? Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;
}
