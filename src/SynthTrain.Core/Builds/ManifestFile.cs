using System.Buffers;
using System.Text.Json;
using SynthTrain.Core.IO;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Builds;

/// <summary>Reads and writes manifests.</summary>
public static class ManifestFile
{
    private const int Format = 1;
    private static readonly JsonWriterOptions s_indented = new() { Indented = true, NewLine = "\n", Encoder = JsonText.WriterOptions.Encoder };

    /// <summary>Reads a manifest; null when it is absent, of another format, or damaged: then the stage counts as not done.</summary>
    public static Manifest? Read(IFileSystem files, string path)
    {
        if (files.Stat(path) is null)
            return null;
        try
        {
            return Parse(TextFile.ReadBytes(files, path, path));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Parses a manifest's bytes.</summary>
    public static Manifest? Parse(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8);
        var root = document.RootElement;
        if (root.GetProperty("format").GetInt32() != Format)
            return null;
        var run = root.GetProperty("run");
        return new Manifest
        {
            Stage = root.GetProperty("stage").GetString()!,
            Run = root.GetProperty("runName").GetString()!,
            Key = root.GetProperty("key").GetString()!,
            State = root.GetProperty("state").GetString()!,
            Asked = Texts(root.GetProperty("asked")),
            Outputs = [.. root.GetProperty("outputs").EnumerateArray().Select(ReadOutput)],
            Result = ReadResult(root.GetProperty("result"), run),
            Started = run.GetProperty("started").GetDateTimeOffset(),
            Duration = TimeSpan.FromMilliseconds(run.GetProperty("milliseconds").GetInt64()),
        };
    }

    /// <summary>A manifest's bytes.</summary>
    public static ReadOnlyMemory<byte> ToUtf8(Manifest manifest)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var writer = new Utf8JsonWriter(buffer, s_indented))
            Write(manifest, writer);
        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }

    private static void Write(Manifest manifest, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("format", Format);
        writer.WriteString("stage", manifest.Stage);
        writer.WriteString("runName", manifest.Run);
        writer.WriteString("key", manifest.Key);
        writer.WriteString("state", manifest.State);
        WriteTexts("asked", manifest.Asked, writer);
        writer.WriteStartArray("outputs");
        foreach (var output in manifest.Outputs)
            WriteOutput(output, writer);
        writer.WriteEndArray();
        WriteResult(manifest.Result, writer);
        WriteRun(manifest, writer);
        writer.WriteEndObject();
    }

    private static void WriteResult(StageResult result, Utf8JsonWriter writer)
    {
        writer.WriteStartObject("result");
        writer.WriteNumber("rowsIn", result.RowsIn);
        writer.WriteNumber("accepted", result.Accepted);
        if (result.Unit != "rows")
            writer.WriteString("unit", result.Unit);
        WriteCounts("rejected", result.Rejected, writer);
        writer.WriteNumber("failed", result.Failed);
        if (result.Repaired > 0)
            writer.WriteNumber("repaired", result.Repaired);
        if (result.Corrected > 0)
            writer.WriteNumber("corrected", result.Corrected);
        if (result.PartialReason is { } partial)
            writer.WriteString("partialReason", partial);
        if (result.Pin is { } pin)
            writer.WriteString("pin", pin);
        WriteTexts("figures", result.Figures, writer);
        writer.WriteEndObject();
    }

    private static void WriteRun(Manifest manifest, Utf8JsonWriter writer)
    {
        var run = manifest.Result.Run;
        writer.WriteStartObject("run");
        writer.WriteString("started", manifest.Started);
        writer.WriteNumber("milliseconds", (long)manifest.Duration.TotalMilliseconds);
        writer.WriteNumber("requests", run.Requests);
        writer.WriteNumber("cacheHits", run.CacheHits);
        writer.WriteNumber("rowsReused", run.RowsReused);
        writer.WriteNumber("inputTokens", run.InputTokens);
        writer.WriteNumber("outputTokens", run.OutputTokens);
        if (run.Cost is { } cost)
            writer.WriteNumber("cost", cost);
        if (run.Models.Count > 0)
            WriteModels("models", run.Models, writer);
        if (run.SinceCountBegan.Count > 0)
            WriteModels("sinceCountBegan", run.SinceCountBegan, writer);
        if (run.Fallbacks.Count > 0)
            WriteCounts("fallbacks", run.Fallbacks, writer);
        if (run.Notes.Count > 0)
            WriteTexts("notes", run.Notes, writer);
        writer.WriteEndObject();
    }

    private static void WriteModels(string name, IReadOnlyList<ModelFigures> models, Utf8JsonWriter writer)
    {
        writer.WriteStartArray(name);
        foreach (var model in models)
        {
            writer.WriteStartObject();
            writer.WriteString("model", model.Model);
            writer.WriteNumber("requests", model.Requests);
            writer.WriteNumber("inputTokens", model.InputTokens);
            writer.WriteNumber("outputTokens", model.OutputTokens);
            if (model.Cost is { } cost)
                writer.WriteNumber("cost", cost);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteCounts(string name, IReadOnlyDictionary<string, long> counts, Utf8JsonWriter writer)
    {
        writer.WriteStartObject(name);
        foreach (var (reason, count) in counts)
            writer.WriteNumber(reason, count);
        writer.WriteEndObject();
    }

    private static void WriteTexts(string name, IEnumerable<KeyValuePair<string, string>> texts, Utf8JsonWriter writer)
    {
        writer.WriteStartObject(name);
        foreach (var (key, value) in texts)
            writer.WriteString(key, value);
        writer.WriteEndObject();
    }

    private static void WriteOutput(FileHash output, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("path", output.Path);
        writer.WriteString("sha256", output.Sha256);
        writer.WriteNumber("bytes", output.Length);
        writer.WriteEndObject();
    }

    private static FileHash ReadOutput(JsonElement output) =>
        new(output.GetProperty("path").GetString()!, output.GetProperty("sha256").GetString()!, output.GetProperty("bytes").GetInt64());

    private static StageResult ReadResult(JsonElement result, JsonElement run) => new()
    {
        RowsIn = result.GetProperty("rowsIn").GetInt64(),
        Accepted = result.GetProperty("accepted").GetInt64(),
        Unit = result.TryGetProperty("unit", out var unit) ? unit.GetString()! : "rows",
        Rejected = Counts(result.GetProperty("rejected")),
        Failed = result.GetProperty("failed").GetInt64(),
        Repaired = result.TryGetProperty("repaired", out var repaired) ? repaired.GetInt64() : 0,
        Corrected = result.TryGetProperty("corrected", out var corrected) ? corrected.GetInt64() : 0,
        PartialReason = result.TryGetProperty("partialReason", out var reason) ? reason.GetString() : null,
        Pin = result.TryGetProperty("pin", out var pin) ? pin.GetString() : null,
        Figures = [.. Texts(result.GetProperty("figures"))],
        Run = new RunFigures
        {
            Requests = run.GetProperty("requests").GetInt64(),
            CacheHits = run.GetProperty("cacheHits").GetInt64(),
            RowsReused = run.GetProperty("rowsReused").GetInt64(),
            InputTokens = run.GetProperty("inputTokens").GetInt64(),
            OutputTokens = run.GetProperty("outputTokens").GetInt64(),
            Cost = run.TryGetProperty("cost", out var cost) ? cost.GetDecimal() : null,
            Models = ReadModels(run, "models"),
            SinceCountBegan = ReadModels(run, "sinceCountBegan"),
            Fallbacks = run.TryGetProperty("fallbacks", out var fallbacks) ? Counts(fallbacks) : [],
            Notes = run.TryGetProperty("notes", out var notes) ? [.. Texts(notes)] : [],
        },
    };

    private static IReadOnlyList<ModelFigures> ReadModels(JsonElement run, string name)
    {
        if (!run.TryGetProperty(name, out var models))
            return [];
        return [.. models.EnumerateArray().Select(model => new ModelFigures(
            model.GetProperty("model").GetString()!,
            model.GetProperty("requests").GetInt64(),
            model.GetProperty("inputTokens").GetInt64(),
            model.GetProperty("outputTokens").GetInt64(),
            model.TryGetProperty("cost", out var cost) ? cost.GetDecimal() : null))];
    }

    private static Dictionary<string, string> Texts(JsonElement map)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in map.EnumerateObject())
            texts[property.Name] = property.Value.GetString() ?? "";
        return texts;
    }

    private static SortedDictionary<string, long> Counts(JsonElement map)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var property in map.EnumerateObject())
            counts[property.Name] = property.Value.GetInt64();
        return counts;
    }
}
