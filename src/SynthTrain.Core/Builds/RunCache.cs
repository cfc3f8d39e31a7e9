using SynthTrain.Core.Hashing;
using SynthTrain.Core.IO;

namespace SynthTrain.Core.Builds;

/// <summary>Results by key, contents by hash: <c>.synthtrain/cache/runs</c> and <c>.synthtrain/cache/objects</c>. Copies of any age may be merged.</summary>
public sealed class RunCache(IFileSystem files, ProjectLayout layout)
{
    /// <summary>The manifest stored for a key; null when there is none.</summary>
    public Manifest? Find(string key) => ManifestFile.Read(files, Run(key));

    /// <summary>Whether the contents of all files are here.</summary>
    public bool Holds(IEnumerable<string> hashes) => hashes.All(hash => files.Stat(Content(hash)) is not null);

    /// <summary>Stores a result's contents and its manifest.</summary>
    public void Store(Manifest manifest)
    {
        foreach (var output in manifest.Outputs)
            StoreContent(output);
        AtomicFile.Write(files, Run(manifest.Key), ManifestFile.ToUtf8(manifest).Span);
    }

    /// <summary>Stores the contents alone: results that no key explains.</summary>
    public void StoreContent(FileHash output)
    {
        var target = Content(output.Sha256);
        if (files.Stat(target) is not null)
            return;
        var temporary = target + AtomicFile.TemporarySuffix;
        files.Delete(temporary);
        files.Copy(layout.Absolute(output.Path), temporary);
        files.Replace(temporary, target);
    }

    /// <summary>Puts a content beside a path, as its temporary file; false when the stored copy is damaged, which is then deleted.</summary>
    public bool Restore(string hash, string path)
    {
        var temporary = path + AtomicFile.TemporarySuffix;
        files.Delete(temporary);
        files.Copy(Content(hash), temporary);
        if (FileHasher.Hash(files, temporary) == hash)
            return true;
        files.Delete(temporary);
        files.Delete(Content(hash));
        return false;
    }

    private string Run(string key) => Path.Combine(layout.Cache, "runs", key + ".json");

    private string Content(string hash) => Path.Combine(layout.Cache, "objects", hash[..2], hash);
}
