using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Hashing;
using SynthTrain.Core.IO;

namespace SynthTrain.Core.Builds;

/// <summary>The outputs of one execution: each written to a temporary file, all renamed together at the end.</summary>
internal sealed class OutputSet(IFileSystem files, ProjectLayout layout) : IDisposable
{
    private readonly Dictionary<string, AtomicFile> _open = new(StringComparer.Ordinal);
    private readonly List<string> _staged = [];

    /// <summary>Opens an output for writing.</summary>
    public Stream Open(string path)
    {
        var file = new AtomicFile(files, path);
        _open.Add(path, file);
        return file.Stream;
    }

    /// <summary>Takes a temporary file that was put in place by other means.</summary>
    public void Stage(string path) => _staged.Add(path);

    /// <summary>Flushes and hashes every output, in declared order.</summary>
    /// <exception cref="SynthException"><see cref="Codes.StageMismatch"/> when the stage left one out.</exception>
    public IReadOnlyList<FileHash> Hash(string stage, IEnumerable<string> declared)
    {
        var hashes = new List<FileHash>();
        foreach (var path in declared.Select(layout.Absolute))
        {
            if (_open.TryGetValue(path, out var file))
                file.Close();
            else if (!_staged.Contains(path))
                throw new SynthException(Codes.StageMismatch, $"Stage '{stage}' declares the output '{layout.Relative(path)}' but did not write it.");
            var temporary = path + AtomicFile.TemporarySuffix;
            hashes.Add(new FileHash(layout.Relative(path), FileHasher.Hash(files, temporary), files.Stat(temporary)!.Value.Length));
        }

        return hashes;
    }

    /// <summary>Renames every temporary file to its output.</summary>
    public void Commit()
    {
        foreach (var path in _open.Keys.Concat(_staged))
            files.Replace(path + AtomicFile.TemporarySuffix, path);
        _open.Clear();
        _staged.Clear();
    }

    /// <summary>Closes and removes what was not committed.</summary>
    public void Dispose()
    {
        foreach (var (path, file) in _open)
        {
            file.Dispose();
            files.Delete(path + AtomicFile.TemporarySuffix);
        }

        foreach (var path in _staged)
            files.Delete(path + AtomicFile.TemporarySuffix);
    }
}
