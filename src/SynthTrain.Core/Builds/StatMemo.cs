using System.Globalization;
using System.Text;
using SynthTrain.Core.Hashing;
using SynthTrain.Core.IO;

namespace SynthTrain.Core.Builds;

/// <summary>Remembers hashes by path, size and time, so that a build reads only files that may have changed. Times choose what to hash again; they decide nothing.</summary>
/// <remarks>A file written within two seconds before it was hashed is not remembered: it may change again within one tick of the clock (git's racy rule).</remarks>
public sealed class StatMemo
{
    private static readonly long s_racy = TimeSpan.FromSeconds(2).Ticks;
    private readonly IFileSystem _files;
    private readonly ProjectLayout _layout;
    private readonly TimeProvider _time;
    private readonly bool _verify;
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private bool _changed;

    /// <summary>Reads the memo file; a damaged line is forgotten.</summary>
    public StatMemo(IFileSystem files, ProjectLayout layout, TimeProvider time, bool verify = false)
    {
        (_files, _layout, _time, _verify) = (files, layout, time, verify);
        if (files.Stat(layout.Memo) is null)
            return;
        using var reader = new StreamReader(files.OpenRead(layout.Memo));
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split(' ', 4);
            if (parts is [{ Length: 64 } hash, var length, var modified, var path] && long.TryParse(length, CultureInfo.InvariantCulture, out var bytes) && long.TryParse(modified, CultureInfo.InvariantCulture, out var ticks))
                _entries[path] = new Entry(hash, bytes, ticks);
        }
    }

    /// <summary>How many files were read to be hashed.</summary>
    public int Hashed { get; private set; }

    /// <summary>A file's hash; null when it does not exist.</summary>
    /// <param name="path">Absolute path.</param>
    public FileHash? Hash(string path)
    {
        var name = _layout.Relative(path);
        if (_files.Stat(path) is not { } stat)
        {
            _changed |= _entries.Remove(name);
            return null;
        }

        if (!_verify && _entries.TryGetValue(name, out var known) && known.Length == stat.Length && known.Modified == stat.ModifiedTicks)
            return new FileHash(name, known.Hash, stat.Length);
        var now = _time.GetUtcNow().UtcTicks;
        var hash = FileHasher.Hash(_files, path);
        Hashed++;
        Remember(name, new Entry(hash, stat.Length, stat.ModifiedTicks), now);
        return new FileHash(name, hash, stat.Length);
    }

    /// <summary>Writes the memo file when something changed; two builds at once may lose each other's lines, which costs a hash and nothing else.</summary>
    public void Save()
    {
        if (!_changed)
            return;
        var text = new StringBuilder();
        foreach (var (path, entry) in _entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"{entry.Hash} {entry.Length} {entry.Modified} {path}\n");
        AtomicFile.WriteShared(_files, _layout.Memo, Encoding.UTF8.GetBytes(text.ToString()));
        _changed = false;
    }

    private void Remember(string name, Entry entry, long now)
    {
        if (entry.Modified + s_racy > now || name.Contains('\n', StringComparison.Ordinal))
            _changed |= _entries.Remove(name);
        else
            (_entries[name], _changed) = (entry, true);
    }

    private readonly record struct Entry(string Hash, long Length, long Modified);
}
