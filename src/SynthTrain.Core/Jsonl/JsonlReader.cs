using System.Text;
using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;

namespace SynthTrain.Core.Jsonl;

/// <summary>Reads JSONL: UTF-8 with or without a byte order mark, LF or CRLF, one object a line, empty lines passed over.</summary>
public static class JsonlReader
{
    /// <summary>The rows, lazily.</summary>
    /// <param name="files">Where the file is.</param>
    /// <param name="path">Absolute path.</param>
    /// <param name="displayPath">The name that errors print; null prints <paramref name="path"/>.</param>
    /// <exception cref="SynthException"><see cref="Codes.InputMissing"/>, <see cref="Codes.NotUtf8"/> or <see cref="Codes.BadJsonLine"/>, with line and column.</exception>
    public static IEnumerable<JsonlLine> Read(IFileSystem files, string path, string? displayPath = null)
    {
        var name = displayPath ?? path;
        using var stream = Open(files, path, name);
        var splitter = new LineSplitter(stream);
        while (splitter.Next(out var line))
        {
            if (line.Bytes.Span.Trim(" \t\r"u8).IsEmpty)
                continue;
            yield return new JsonlLine(Parse(line, name), line.Number, line.Offset);
        }
    }

    /// <summary>How many non-empty lines a file has, without parsing them.</summary>
    public static long Count(IFileSystem files, string path)
    {
        using var stream = Open(files, path, path);
        var splitter = new LineSplitter(stream);
        long count = 0;
        while (splitter.Next(out var line))
        {
            if (!line.Bytes.Span.Trim(" \t\r"u8).IsEmpty)
                count++;
        }

        return count;
    }

    /// <summary>Opens a file of rows.</summary>
    /// <exception cref="SynthException"><see cref="Codes.InputMissing"/> or <see cref="Codes.CannotRead"/>.</exception>
    public static Stream Open(IFileSystem files, string path, string name)
    {
        try
        {
            return files.OpenRead(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SynthException(Diagnostic.Error(Codes.InputMissing, $"'{name}' does not exist; make it with the stage that writes it, or put your own file there.", name), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SynthException(Diagnostic.Error(Codes.CannotRead, $"'{name}' cannot be read: {e.Message}", name), e);
        }
    }

    /// <summary>The JSON object of a line, for a reader that goes on behind a line that is none.</summary>
    /// <param name="line">A line that is not empty.</param>
    /// <param name="name">The file as errors print it.</param>
    /// <exception cref="SynthException"><see cref="Codes.NotUtf8"/> or <see cref="Codes.BadJsonLine"/>, with line and column.</exception>
    public static JsonElement Parse(TextLine line, string name)
    {
        var bytes = line.Bytes;
        if (!System.Text.Unicode.Utf8.IsValid(bytes.Span))
        {
            var column = ValidPrefix(bytes.Span) + 1;
            throw new SynthException(Codes.NotUtf8, $"Byte 0x{bytes.Span[column - 1]:X2} is not UTF-8; save the file as UTF-8.", name, line.Number, column);
        }

        try
        {
            // Copied: the splitter reuses its buffer, and the element outlives the line.
            var root = JsonElement.Parse(bytes.Span, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (LoneSurrogates.In(root, bytes.Span))
                throw HalfCharacter(name, line);
            return root.ValueKind == JsonValueKind.Object
                ? root
                : throw new SynthException(Codes.BadJsonLine, $"The line holds a JSON {Kind(root.ValueKind)}; each line must be one JSON object.", name, line.Number, 1);
        }
        catch (InvalidOperationException)
        {
            // The parser itself, when it compares names.
            throw HalfCharacter(name, line);
        }
        catch (JsonException e)
        {
            var column = (int)(e.BytePositionInLine ?? 0) + 1;
            throw new SynthException(Diagnostic.Error(Codes.BadJsonLine, $"The line is not a JSON object: {Shorten(e.Message)} Each line must be one whole JSON object.", name, line.Number, column), e);
        }
    }

    private static SynthException HalfCharacter(string name, TextLine line) =>
        new(Codes.BadJsonLine, "The line holds an escape such as \\ud83d without its other half, which is no text; remove it or write the whole character.", name, line.Number, 1);

    private static int ValidPrefix(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length && Rune.DecodeFromUtf8(bytes[at..], out _, out var used) == System.Buffers.OperationStatus.Done)
            at += used;
        return at;
    }

    private static string Kind(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.Null => "null",
        _ => "boolean",
    };

    // The parser's own position counts within the line it was given, so ours stands instead.
    private static string Shorten(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
