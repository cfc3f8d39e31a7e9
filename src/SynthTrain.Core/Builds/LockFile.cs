using System.Buffers;
using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;

namespace SynthTrain.Core.Builds;

/// <summary><c>synthtrain.lock.json</c>: pins, per run and stage, which result is meant. Committed; sorted, so that it merges line by line.</summary>
public sealed class LockFile
{
    private readonly SortedDictionary<string, LockEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>Whether the file exists.</summary>
    public bool Exists { get; private init; }

    /// <summary>The entry of a stage; null when nothing is pinned.</summary>
    public LockEntry? Find(string run, string stage) => _entries.GetValueOrDefault(Name(run, stage));

    /// <summary>Whether the file pins any stage of a run.</summary>
    public bool Pins(string run) => _entries.Keys.Any(name => name.StartsWith(run + "/", StringComparison.Ordinal));

    /// <summary>The hash and state pinned for a path; null when no stage that is pinned writes it.</summary>
    public (string Sha256, string State)? Output(string path)
    {
        foreach (var entry in _entries.Values)
        {
            if (entry.Outputs.TryGetValue(path, out var hash))
                return (hash, entry.State);
        }

        return null;
    }

    /// <summary>Reads the lockfile.</summary>
    /// <exception cref="SynthException"><see cref="Codes.DamagedState"/> with line and column.</exception>
    public static LockFile Read(IFileSystem files, ProjectLayout layout)
    {
        if (files.Stat(layout.LockFile) is null)
            return new LockFile();
        var display = layout.Relative(layout.LockFile);
        var bytes = TextFile.ReadBytes(files, layout.LockFile, display);
        try
        {
            var file = new LockFile { Exists = true };
            using var document = JsonDocument.Parse(bytes);
            foreach (var property in document.RootElement.GetProperty("stages").EnumerateObject())
                file._entries[property.Name] = Parse(property.Value);
            return file;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            var at = e as JsonException;
            throw new SynthException(Diagnostic.Error(Codes.DamagedState, $"The lockfile cannot be read: {e.Message} Take it from version control, or delete it to pin the results that are here.", display, (int)(at?.LineNumber ?? 0) + 1, (int)(at?.BytePositionInLine ?? 0) + 1), e);
        }
    }

    /// <summary>Writes one entry into the file as it is now on disk; the caller holds the lock.</summary>
    public static void Write(IFileSystem files, ProjectLayout layout, string run, string stage, LockEntry entry)
    {
        var file = Read(files, layout);
        if (file.Find(run, stage) is { } old && old.Same(entry))
            return;
        file._entries[Name(run, stage)] = entry;
        AtomicFile.Write(files, layout.LockFile, file.ToUtf8().Span);
    }

    private static string Name(string run, string stage) => run + "/" + stage;

    private static LockEntry Parse(JsonElement entry)
    {
        var outputs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var output in entry.GetProperty("outputs").EnumerateObject())
            outputs[output.Name] = output.Value.GetString()!;
        return new LockEntry(entry.GetProperty("key").GetString()!, entry.GetProperty("state").GetString()!, outputs) { Pin = entry.TryGetProperty("pin", out var pin) ? pin.GetString() : null };
    }

    private ReadOnlyMemory<byte> ToUtf8()
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = Jsonl.JsonText.WriterOptions.Encoder }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", 1);
            writer.WriteStartObject("stages");
            foreach (var (name, entry) in _entries)
                Write(name, entry, writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }

    private static void Write(string name, LockEntry entry, Utf8JsonWriter writer)
    {
        writer.WriteStartObject(name);
        writer.WriteString("key", entry.Key);
        writer.WriteString("state", entry.State);
        if (entry.Pin is { } pin)
            writer.WriteString("pin", pin);
        writer.WriteStartObject("outputs");
        foreach (var (path, hash) in entry.Outputs)
            writer.WriteString(path, hash);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
