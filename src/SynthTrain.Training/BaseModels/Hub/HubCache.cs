using System.Text;
using SynthTrain.Core.IO;

namespace SynthTrain.Training.BaseModels.Hub;

/// <summary>One model in the cache that Hugging Face's programs share: contents among <c>blobs</c>, names per commit among <c>snapshots</c>, branches among <c>refs</c> [huggingface_hub docs/source/en/guides/manage-cache.md].</summary>
internal sealed class HubCache(IFileSystem files, string folder, HubId id)
{
    private string Folder => $"models--{id.Owner}--{id.Name}";

    private string Repository => Path.Combine(folder, Folder);

    /// <summary>The folder of a commit's files.</summary>
    public string Snapshot(string commit) => Path.Combine(Repository, "snapshots", commit);

    /// <summary>Where a file of a commit is to be found.</summary>
    public string Find(string commit, string name) => Path.Combine(Snapshot(commit), name);

    /// <summary>The content of that name among the hub's.</summary>
    public string Blob(string etag) => Path.Combine(Repository, "blobs", etag);

    /// <summary>A content that is on its way.</summary>
    public string Partial(string etag) => Blob(etag) + ".incomplete";

    /// <summary>What whoever writes a content holds; Hugging Face's programs take the same lock.</summary>
    public string Lock(string etag) => Path.Combine(folder, ".locks", Folder, etag + ".lock");

    /// <summary>The commit that a branch or tag was at when it was last asked for.</summary>
    public string? Commit(string revision)
    {
        var path = Path.Combine(Repository, "refs", revision);
        return File.Exists(path) && File.ReadAllText(path).Trim() is var commit && HubId.IsCommit(commit) ? commit : null;
    }

    /// <summary>Notes the commit of a branch or tag.</summary>
    public void WriteRef(string revision, string commit) => AtomicFile.WriteWhenDifferent(files, Path.Combine(Repository, "refs", revision), Encoding.ASCII.GetBytes(commit));

    /// <summary>Which files of a commit the hub has, as far as a training needs them; <see langword="null"/> where this was not noted.</summary>
    public IReadOnlyList<string>? ReadList(string commit) => File.Exists(List(commit)) && File.ReadAllLines(List(commit)) is { Length: > 0 } names && names.All(HubNames.IsPlain) ? names : null;

    /// <summary>Notes the files of a commit, beside what Hugging Face's programs keep and look at.</summary>
    public void WriteList(string commit, IEnumerable<string> names) => AtomicFile.WriteWhenDifferent(files, List(commit), Encoding.ASCII.GetBytes(string.Concat(names.Select(name => name + "\n"))));

    /// <summary>The hub's name of a commit's file, where a link says it.</summary>
    public string? Etag(string commit, string name) => File.ResolveLinkTarget(Find(commit, name), returnFinalTarget: false) is { } target && HubHash.IsEtag(target.Name) ? target.Name : null;

    /// <summary>Takes away a file that is not what it should be, with its content.</summary>
    public void Forget(string commit, string name, string etag)
    {
        files.Delete(Find(commit, name));
        files.Delete(Blob(etag));
    }

    /// <summary>Gives a content its name in a commit: a link, or a copy where links are not to be had.</summary>
    public void Place(string commit, string name, string etag)
    {
        var path = Find(commit, name);
        if (File.Exists(path))
            return;
        files.CreateDirectory(Snapshot(commit));
        files.Delete(path);
        try
        {
            File.CreateSymbolicLink(path, Path.Combine("..", "..", "blobs", etag));
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was faster.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var temporary = path + AtomicFile.TemporarySuffix;
            files.Delete(temporary);
            files.Copy(Blob(etag), temporary);
            files.Replace(temporary, path);
        }
    }

    private string List(string commit) => Path.Combine(Repository, "synthtrain", commit + ".txt");
}
