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

    /// <summary>What the user of a row asks: its messages, or of a text the prompt, or the whole where it has none.</summary>
    /// <param name="row">A row of training data.</param>
    /// <param name="whole">Whether a text was taken whole, since nothing says where its prompt ends.</param>
    /// <returns><see langword="null"/> for a row that is none.</returns>
    public static JsonElement? Asked(JsonElement row, out bool whole)
    {
        whole = false;
        try
        {
            var read = SftRowReader.Read(row);
            if (read.Text is not { } text)
                return read.Messages;
            whole = read.PromptLength is null;
            return User(text[..(read.PromptLength ?? text.Length)]);
        }
        catch (RowRefusedException)
        {
            return null;
        }
    }

    /// <summary>All that a row holds: its messages, or of a text the prompt and, as the assistant's, what follows it.</summary>
    /// <param name="row">A row of training data.</param>
    /// <param name="given">How many of them are given, so that no answer among them is learned.</param>
    /// <returns><see langword="null"/> for a row that is none.</returns>
    public static JsonElement? Taught(JsonElement row, out int given)
    {
        given = 0;
        try
        {
            var read = SftRowReader.Read(row);
            given = read.PromptMessages ?? 0;
            if (read.Text is not { } text)
                return read.Messages;
            return read.PromptLength is { } length
                ? JsonSerializer.SerializeToElement(new JsonArray(Message("user", text[..length]), Message("assistant", text[length..])))
                : User(text);
        }
        catch (RowRefusedException)
        {
            return null;
        }
    }

    private static JsonElement User(string text) => JsonSerializer.SerializeToElement(new JsonArray(Message("user", text)));

    private static JsonObject Message(string role, string text) => new() { ["role"] = role, ["content"] = text };

    private static JsonElement? Messages(JsonElement row)
    {
        try
        {
            var read = SftRowReader.Read(row);
            return read.Text is { } text ? User(text) : read.Messages;
        }
        catch (RowRefusedException)
        {
            return null;
        }
    }
}
