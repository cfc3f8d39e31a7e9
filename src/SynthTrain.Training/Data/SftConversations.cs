using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.IO;
using SynthTrain.Core.Jsonl;

namespace SynthTrain.Training.Data;

/// <summary>The conversations of training rows as lists of messages: what a vocabulary from scratch is trained on. A row that is none is passed over here; the reader of examples names it.</summary>
public static class SftConversations
{
    /// <summary>Reads a file, row by row.</summary>
    /// <param name="files">Where it is.</param>
    /// <param name="path">Absolute path.</param>
    /// <param name="display">The name that errors print.</param>
    public static IEnumerable<JsonElement> Read(IFileSystem files, string path, string display) =>
        JsonlReader.Read(files, path, display).Select(line => Messages(line.Json)).OfType<JsonElement>();

    private static JsonElement? Messages(JsonElement row)
    {
        try
        {
            var read = SftRowReader.Read(row);
            return read.Text is { } text ? JsonSerializer.SerializeToElement(new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text })) : read.Messages;
        }
        catch (RowRefusedException)
        {
            return null;
        }
    }
}
