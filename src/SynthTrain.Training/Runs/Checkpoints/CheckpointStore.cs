using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Hashing;
using SynthTrain.Core.IO;

namespace SynthTrain.Training.Runs.Checkpoints;

/// <summary>The files of checkpoints in a folder: <c>step-00000120.json</c> and beside it weights, the optimizer's memory and the metrics so far.</summary>
/// <remarks>The JSON file names the others with their hashes and appears last, flushed and renamed; it goes first. So a checkpoint is there whole or not at all.</remarks>
internal sealed class CheckpointStore(IFileSystem files, string directory)
{
    private const string StateEnding = ".json";

    /// <summary>Steps of which there is a JSON file, the last first.</summary>
    public IReadOnlyList<int> Steps => [.. files.Files(directory, recursive: false).Select(Step).OfType<int>().OrderDescending()];

    /// <summary>The path of a checkpoint's file.</summary>
    public string Path(int step, string ending) => System.IO.Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"step-{step:d8}{ending}"));

    /// <summary>Writes a checkpoint.</summary>
    /// <param name="state">Everything but the files.</param>
    /// <param name="parts">What writes each file, by its ending.</param>
    public void Write(CheckpointState state, IReadOnlyDictionary<string, Action<Stream>> parts)
    {
        var step = state.Progress.Step;
        files.Delete(Path(step, StateEnding));
        var written = new SortedDictionary<string, CheckpointFile>(StringComparer.Ordinal);
        foreach (var (ending, write) in parts)
            written[ending] = WritePart(Path(step, ending), write);
        AtomicFile.Write(files, Path(step, StateEnding), JsonSerializer.SerializeToUtf8Bytes(state with { Files = written }, CheckpointJson.Default.CheckpointState));
    }

    /// <summary>Reads a checkpoint's JSON file.</summary>
    /// <returns>The state, or why there is none.</returns>
    public (CheckpointState? State, string? Fault) Read(int step)
    {
        try
        {
            return JsonSerializer.Deserialize(TextFile.ReadBytes(files, Path(step, StateEnding), Path(step, StateEnding)), CheckpointJson.Default.CheckpointState) is { Identity: not null, Progress: not null, Files: not null } state && state.Progress.Step == step
                ? (state, null)
                : (null, $"'{Name(step, StateEnding)}' is not a checkpoint's");
        }
        catch (Exception e) when (e is JsonException or IOException or SynthException)
        {
            return (null, $"'{Name(step, StateEnding)}' cannot be read: {e.Message}");
        }
    }

    /// <summary>Compares the files with what was written.</summary>
    /// <returns>What is wrong; <see langword="null"/> when nothing is.</returns>
    public string? Damage(CheckpointState state)
    {
        foreach (var (ending, file) in state.Files)
        {
            var path = Path(state.Progress.Step, ending);
            if (files.Stat(path) is not { } stat)
                return $"'{Name(state.Progress.Step, ending)}' is missing";
            if (stat.Length != file.Size || FileHasher.Hash(files, path) != file.Sha256)
                return $"'{Name(state.Progress.Step, ending)}' is not what was written ({stat.Length} bytes of {file.Size}, or other ones)";
        }

        return null;
    }

    /// <summary>The bytes of a small file.</summary>
    public byte[] Bytes(int step, string ending) => TextFile.ReadBytes(files, Path(step, ending), Path(step, ending));

    /// <summary>Deletes every checkpoint but those of the given steps, and what is left of ones that were never finished.</summary>
    public void KeepOnly(IReadOnlySet<int> steps)
    {
        foreach (var step in Steps.Where(step => !steps.Contains(step)))
            files.Delete(Path(step, StateEnding));
        foreach (var path in files.Files(directory, recursive: false))
        {
            if (System.IO.Path.GetFileName(path) is ['s', 't', 'e', 'p', '-', _, _, _, _, _, _, _, _, '.', ..] name && int.TryParse(name.AsSpan(5, 8), NumberStyles.None, CultureInfo.InvariantCulture, out var step) && !steps.Contains(step))
                files.Delete(path);
        }
    }

    private static string Name(int step, string ending) => string.Create(CultureInfo.InvariantCulture, $"step-{step:d8}{ending}");

    private static int? Step(string path) =>
        System.IO.Path.GetFileName(path) is { Length: 18 } name && name.StartsWith("step-", StringComparison.Ordinal) && name.EndsWith(StateEnding, StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(5, 8), NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : null;

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
