using System.Security.Cryptography;
using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Hashing;
using SynthTrain.Core.IO;

namespace SynthTrain.Training.Runs.Checkpoints;

/// <summary>The files of checkpoints in a folder: <c>step-0000000120-e0-1a2b3c4d.json</c> and beside it weights, the optimizer's memory and the metrics so far.</summary>
/// <remarks>The JSON file names the others with their hashes and appears last, flushed and renamed; no file that one names is written to. So a checkpoint is there whole or not at all.</remarks>
internal sealed class CheckpointStore(IFileSystem files, string directory)
{
    private const string Begin = "step-";

    /// <summary>The checkpoints of which there is a JSON file, the last step first.</summary>
    public IReadOnlyList<CheckpointName> Names => [.. files.Files(directory, recursive: false).Select(CheckpointName.Of).OfType<CheckpointName>().OrderByDescending(name => name.Step)];

    /// <summary>The path of one of a checkpoint's files.</summary>
    public string Path(CheckpointName name, string ending, bool again = false) => System.IO.Path.Combine(directory, $"{name}{(again ? ".again" : "")}{ending}");

    /// <summary>When a checkpoint was written.</summary>
    public long Modified(CheckpointName name) => files.Stat(Path(name, CheckpointName.StateEnding))?.ModifiedTicks ?? 0;

    /// <summary>Writes a checkpoint; one of the same name is there until the new one is.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="state">Everything, of the files those that stay.</param>
    /// <param name="parts">What writes each other file, by its ending.</param>
    /// <returns>The state with all files.</returns>
    public CheckpointState Write(CheckpointName name, CheckpointState state, IReadOnlyDictionary<string, Action<Stream>> parts)
    {
        var former = Read(name).State;
        var written = new SortedDictionary<string, CheckpointFile>(state.Files.ToDictionary(), StringComparer.Ordinal);
        foreach (var (ending, write) in parts)
        {
            var again = former?.Files.GetValueOrDefault(ending) is { Again: false };
            written[ending] = WritePart(Path(name, ending, again), write) with { Again = again };
        }

        var whole = state with { Files = written };
        AtomicFile.Write(files, Path(name, CheckpointName.StateEnding), JsonSerializer.SerializeToUtf8Bytes(whole, CheckpointJson.Default.CheckpointState));
        foreach (var (ending, file) in former?.Files ?? new Dictionary<string, CheckpointFile>())
        {
            if (written.GetValueOrDefault(ending)?.Again != file.Again)
                files.Delete(Path(name, ending, file.Again));
        }

        return whole;
    }

    /// <summary>Reads a checkpoint's JSON file.</summary>
    /// <returns>The state, or why there is none.</returns>
    public (CheckpointState? State, string? Fault) Read(CheckpointName name)
    {
        var path = Path(name, CheckpointName.StateEnding);
        try
        {
            return JsonSerializer.Deserialize(TextFile.ReadBytes(files, path, path), CheckpointJson.Default.CheckpointState) is { Identity: not null, Progress.Sums.Metrics: not null, MemorySteps: not null, Files: not null } state && state.Progress.Step == name.Step && state.Files.Values.All(file => file is not null)
                ? (state, null)
                : (null, $"'{System.IO.Path.GetFileName(path)}' is not a checkpoint's");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or SynthException)
        {
            return (null, $"'{System.IO.Path.GetFileName(path)}' cannot be read: {e.Message}");
        }
    }

    /// <summary>Compares the files with what was written.</summary>
    /// <param name="name">The checkpoint.</param>
    /// <param name="state">What its JSON file says.</param>
    /// <param name="endings">The files that there must be.</param>
    /// <returns>What is wrong; <see langword="null"/> when nothing is.</returns>
    public string? Damage(CheckpointName name, CheckpointState state, params IEnumerable<string> endings)
    {
        foreach (var ending in endings)
        {
            if (!state.Files.TryGetValue(ending, out var file))
                return $"'{name}{CheckpointName.StateEnding}' does not name its file '{ending}'";
            var path = Path(name, ending, file.Again);
            if (files.Stat(path) is not { } stat)
                return $"'{System.IO.Path.GetFileName(path)}' is missing";
            if (stat.Length != file.Size || FileHasher.Hash(files, path) != file.Sha256)
                return $"'{System.IO.Path.GetFileName(path)}' is not what was written ({stat.Length} bytes of {file.Size}, or other ones)";
        }

        return null;
    }

    /// <summary>The path of a file that a checkpoint has.</summary>
    public string Path(CheckpointName name, CheckpointState state, string ending) => Path(name, ending, state.Files[ending].Again);

    /// <summary>The bytes of a small file.</summary>
    public byte[] Bytes(CheckpointName name, CheckpointState state, string ending) => TextFile.ReadBytes(files, Path(name, state, ending), Path(name, state, ending));

    /// <summary>Deletes every checkpoint but those, and what is left of ones that were never finished.</summary>
    public void KeepOnly(IReadOnlySet<CheckpointName> names)
    {
        foreach (var name in Names.Where(name => !names.Contains(name)))
            files.Delete(Path(name, CheckpointName.StateEnding));
        var kept = names.SelectMany(Of).ToHashSet(StringComparer.Ordinal);
        foreach (var path in files.Files(directory, recursive: false))
        {
            if (System.IO.Path.GetFileName(path).StartsWith(Begin, StringComparison.Ordinal) && !kept.Contains(path))
                files.Delete(path);
        }
    }

    private IEnumerable<string> Of(CheckpointName name) =>
        (Read(name).State?.Files ?? new Dictionary<string, CheckpointFile>()).Select(file => Path(name, file.Key, file.Value.Again)).Append(Path(name, CheckpointName.StateEnding));

    private CheckpointFile WritePart(string path, Action<Stream> write)
    {
        using var file = files.Create(path);
        using var hash = SHA256.Create();
        using (var hashed = new CryptoStream(file, hash, CryptoStreamMode.Write, leaveOpen: true))
            write(hashed);
        file.Flush();
        var length = file.Position;
        (file as FileStream)?.Flush(flushToDisk: true);
        return new CheckpointFile(length, Convert.ToHexStringLower(hash.Hash!));
    }
}
