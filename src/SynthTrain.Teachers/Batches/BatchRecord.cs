using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Jsonl;

namespace SynthTrain.Teachers.Batches;

/// <summary>The jobs of a stage on disk: <c>jobs.json</c>. Every change is written before the next step, so that a killed build knows what it asked for.</summary>
internal sealed class BatchRecord
{
    // As many as any provider's list of recent jobs can name again.
    private const int MaxSeen = 500;

    private readonly IFileSystem _files;
    private readonly string _path;
    private readonly List<BatchEntry> _open = [];
    private readonly List<string> _seen = [];

    private BatchRecord(IFileSystem files, string path)
    {
        _files = files;
        _path = path;
    }

    /// <summary>Jobs that are open.</summary>
    public IReadOnlyList<BatchEntry> Open => _open;

    /// <summary>Reads the record; an absent or damaged one is empty, for jobs are found again at the provider.</summary>
    public static BatchRecord Read(IFileSystem files, string directory)
    {
        var record = new BatchRecord(files, Path.Combine(directory, "jobs.json"));
        if (files.Stat(record._path) is null)
            return record;
        try
        {
            var json = JsonNode.Parse(TextFile.ReadBytes(files, record._path, "jobs.json"))!;
            record._open.AddRange(json["open"]!.AsArray().Select(entry => Entry(entry!)));
            record._seen.AddRange(json["seen"]!.AsArray().Select(id => id!.GetValue<string>()));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException or SynthException)
        {
            record._open.Clear();
            record._seen.Clear();
        }

        return record;
    }

    /// <summary>Whether a job was dealt with, or is open.</summary>
    public bool Knows(string id) => _seen.Contains(id) || _open.Exists(entry => entry.Id == id);

    /// <summary>Adds an entry, or takes it in place of the one with the same requests that has no id yet.</summary>
    public void Put(BatchEntry entry)
    {
        _open.RemoveAll(open => open.Id is null && open.Hash == entry.Hash);
        _open.Add(entry);
        Save();
    }

    /// <summary>Has a job looked at again that was dealt with.</summary>
    public void Unsee(string id) => _seen.Remove(id);

    /// <summary>Takes the id from an entry: the job turned out to be another's.</summary>
    public void Reopen(BatchEntry entry)
    {
        _open.Remove(entry);
        Put(entry with { Id = null });
    }

    /// <summary>Forgets an entry; its job is not looked at again.</summary>
    public void Close(BatchEntry entry)
    {
        _open.Remove(entry);
        if (entry.Id is { } id)
            _seen.Add(id);
        if (_seen.Count > MaxSeen)
            _seen.RemoveRange(0, _seen.Count - MaxSeen);
        Save();
    }

    private static BatchEntry Entry(JsonNode json) => new(
        json["hash"]!.GetValue<string>(),
        json["id"]?.GetValue<string>(),
        json["requests"]!.GetValue<int>(),
        json["started"]!.GetValue<DateTimeOffset>());

    private void Save()
    {
        var json = new JsonObject
        {
            ["open"] = new JsonArray([.. _open.Select(entry => new JsonObject { ["hash"] = entry.Hash, ["id"] = entry.Id, ["requests"] = entry.Requests, ["started"] = entry.Started })]),
            ["seen"] = new JsonArray([.. _seen.Select(id => JsonValue.Create(id))]),
        };
        AtomicFile.Write(_files, _path, [.. JsonText.ToUtf8(json).Span, (byte)'\n']);
    }
}
